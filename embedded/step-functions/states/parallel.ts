import type { StateOf } from '../definition/state-schema.ts';
import type { Begun } from '../execution/leave-state.ts';
import { requirePayloadSize, type StateVisit } from '../execution/state-visit.ts';

/** Parallel: runs every branch with the same input; the result is the list of their outputs. */
export async function beginParallel(visit: StateVisit, state: StateOf<'Parallel'>): Promise<Begun> {
  const { branch } = visit;
  const input = state.Arguments === undefined ? branch.input : await visit.evaluate(state.Arguments, 'Arguments');
  requirePayloadSize(input, branch.state, 'has arguments');
  visit.record('ParallelStateStarted');
  const inputs = state.Branches.map(() => input);
  return { activity: { kind: 'fork', inputs, concurrency: inputs.length } };
}
