import { orderReferenceOf, runOfExecutionName } from '../../core/order/order-ids.ts';
import { ERASURE_MACHINE, SERVICE_MACHINES } from '../../core/sequence/service-machines.ts';
import type { EditionStore } from '../../lambdas/editions/edition-store.ts';
import { mapConcurrently } from '../orders/map-concurrently.ts';
import { editionOfRun } from './edition-of-run.ts';
import { type Evidence, evidenceOf } from './evidence.ts';
import type { TenantExecution, TenantExecutions } from './executions-since.ts';
import { type RestoredOrder, type RestoreOrderPorts, type RunSince, restoreOrder } from './restore-order.ts';
import { runStepsOf, stateStepsOf } from './state-steps.ts';

/** Executions to read at a time: GetExecutionHistory has a quota for the whole account. */
const AT_ONCE = 4;

/** An order that the restored table does not have. */
export interface LostOrder {
  readonly id: string;
  readonly order_reference: string;
  /** When its first run began, ISO 8601. */
  readonly submitted: string;
  readonly sequence: string;
  /** What its steps did, with their outputs: what the partners know it by. */
  readonly steps: readonly Pick<Evidence, 'end' | 'output'>[];
}

/** What the restore of orders needs. */
export interface RestoreOrdersPorts extends RestoreOrderPorts {
  readonly executions: TenantExecutions;
  readonly editions: Pick<EditionStore, 'all' | 'rollout'>;
  /** Called with each order that did something after the restore point. */
  onRestored(order: RestoredOrder): void;
}

interface ExecutionSince {
  readonly execution: TenantExecution;
  readonly evidence: readonly Evidence[];
  readonly run: RunSince | undefined;
  readonly orderId: string;
}

/**
 * Restores every order that did something after the point to which its table was restored. Executions that are still running are
 * stopped first, because they know more than the table. One that only waited goes on: the table knows as much. Can be repeated.
 *
 * @param since the restore point
 * @returns the orders that the table does not have, the oldest first
 * @throws OrderChanged the functions are still running
 */
export async function restoreOrders(since: Date, ports: RestoreOrdersPorts): Promise<readonly LostOrder[]> {
  const { executions } = ports;
  const cause = `The table was restored to ${since.toISOString()}.`;
  const candidates = (await executions.since(since)).filter(({ machine }) => machine !== ERASURE_MACHINE);
  const [editions, rollout] = await Promise.all([ports.editions.all(), ports.editions.rollout()]);
  const editionOf = (execution: TenantExecution) => editionOfRun(execution, editions, rollout);
  const read = await mapConcurrently(candidates, AT_ONCE, (execution) =>
    readExecution(execution, since, cause, executions, editionOf),
  );
  const byOrder = Map.groupBy(
    read.filter((found) => found !== undefined),
    ({ orderId }) => orderId,
  );
  const lost: LostOrder[] = [];
  for (const [orderId, found] of byOrder) {
    const evidence = found.flatMap((each) => each.evidence).toSorted((a, b) => (a.startedAt < b.startedAt ? -1 : 1));
    const runs = found.flatMap(({ run }) => (run === undefined ? [] : [run]));
    const restored = await restoreOrder({ orderId, runs, evidence }, cause, ports);
    ports.onRestored(restored);
    if (restored.status === 'lost') lost.push(lostOrder(orderId, found, evidence));
  }
  return lost.toSorted((a, b) => (a.submitted < b.submitted ? -1 : 1));
}

/** Returns what an execution did since the restore point; undefined if it did nothing, or is of no order. */
async function readExecution(
  execution: TenantExecution,
  since: Date,
  cause: string,
  executions: TenantExecutions,
  editionOf: (execution: TenantExecution) => RunSince['edition'],
): Promise<ExecutionSince | undefined> {
  const { arn, isRunning, machine, name, startedAt } = execution;
  const [, orderId = ''] = /^(order-[0-9a-f]{32})-r/.exec(name) ?? [];
  if (orderId === '') return undefined;
  if (isRunning) {
    const last = (await executions.history(arn)).at(-1)?.timestamp;
    if (last !== undefined && last < since) return undefined;
    await executions.stop(arn, cause);
  }
  const steps = stateStepsOf(await executions.definition(arn));
  const evidence = evidenceOf(await executions.history(arn), steps, since);
  const isRun = !SERVICE_MACHINES.some((service) => service === machine);
  const number = isRun ? runOfExecutionName(name)?.run : undefined;
  const edition = editionOf(execution);
  const run = number !== undefined && {
    number,
    sequence: { name: machine, version: steps.version ?? '' },
    steps: runStepsOf(steps),
    startedAt: startedAt.toISOString(),
    ...(edition !== undefined && { edition }),
  };
  return { execution, evidence, run: run || undefined, orderId };
}

function lostOrder(id: string, found: readonly ExecutionSince[], evidence: readonly Evidence[]): LostOrder {
  const [first] = found
    .map(({ execution }) => execution)
    .toSorted((a, b) => a.startedAt.getTime() - b.startedAt.getTime());
  return {
    id,
    order_reference: orderReferenceOf(id),
    submitted: first?.startedAt.toISOString() ?? '',
    sequence: first?.machine ?? '',
    steps: evidence.map(({ step, kind, end, output }) => ({
      id: step.id,
      plugin: step.name,
      kind,
      end,
      ...(output && { output }),
    })),
  };
}
