import { type Edition, runEditionOf } from '../../core/editions/edition.ts';
import { editionsAt, type Rollout } from '../../core/editions/rollout.ts';
import type { RunEdition } from '../../core/order/run-edition.ts';
import type { TenantExecution } from './executions-since.ts';

/** An execution of a run. */
export type RunExecution = Pick<TenantExecution, 'machine' | 'version' | 'startedAt'>;

/**
 * Returns the edition that a run had, by the version of the state machine that its execution was started with; undefined if it was started
 * without one, so that it took what was deployed; `unknown` if no edition of the table has that version, or several do and it cannot be said
 * which of them was in effect: a deployment that does not change a sequence does not change its version.
 */
export function editionOfRun(
  { machine, startedAt, version }: RunExecution,
  editions: readonly Edition[],
  rollout: Rollout | undefined,
): RunEdition | 'unknown' | undefined {
  if (version === undefined) return undefined;
  const { candidate, current } = editionsAt(rollout?.events ?? [], startedAt.toISOString());
  const possible = editions.filter(({ machines }) => machines[machine] === version);
  const inEffect = possible.filter(({ id }) => id === current || id === candidate);
  const [found, ...others] = inEffect.length > 0 ? inEffect : possible;
  return found === undefined || others.length > 0 ? 'unknown' : runEditionOf(found, machine, found.id === candidate);
}
