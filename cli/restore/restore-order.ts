import { isErased, type OrderRecord, type RunRecord, type StepRecord } from '../../core/order/order-record.ts';
import { isAtRest } from '../../core/order/order-status.ts';
import type { RunEdition } from '../../core/order/run-edition.ts';
import type { OrderStore } from '../../lambdas/order-store/order-store.ts';
import type { StepStore } from '../../lambdas/order-store/step-store.ts';
import type { RecordAbnormalEnd } from '../../lambdas/run-outcome/record-abnormal-end.ts';
import type { Evidence } from './evidence.ts';
import { markStep } from './mark-step.ts';
import type { RestoredTable } from './restored-table.ts';

/** An execution of a run that did something after the restore point. */
export interface RunSince extends Pick<RunRecord, 'number' | 'sequence' | 'steps' | 'startedAt'> {
  /** Its edition; `unknown` if it had one that the restored table does not have. Absent if it took what was deployed. */
  readonly edition?: RunEdition | 'unknown';
}

/** What an order did after the restore point. */
export interface OrderSince {
  readonly orderId: string;
  readonly runs: readonly RunSince[];
  /** Oldest first. */
  readonly evidence: readonly Evidence[];
}

/** A step as the executions left it. */
export interface RestoredStep {
  readonly id: string;
  readonly status: StepRecord['status'];
}

/** The outcome for an order. */
export interface RestoredOrder {
  readonly id: string;
  /** `lost`: the table does not have it. `erased`: nothing can act on it any more. */
  readonly status: OrderRecord['status'] | 'lost' | 'erased';
  readonly steps: readonly RestoredStep[];
  /** Numbers of the runs that were added without the edition that they had; what follows on them takes what is deployed. */
  readonly withoutEdition: readonly number[];
}

/** Dependencies of restoring an order. */
export interface RestoreOrderPorts {
  readonly orders: Pick<OrderStore, 'get' | 'getWithSteps'>;
  readonly steps: Pick<StepStore, 'get'>;
  readonly table: RestoredTable;
  readonly recordAbnormalEnd: RecordAbnormalEnd;
  /** Records that a degraded step has succeeded after all. */
  recordHealed(orderId: string, run: number, step: string): Promise<unknown>;
  now(): Date;
}

/**
 * Restores what an order did after the restore point, from its executions: records the steps, adds the runs that the table does not
 * know, and ends the last one as a run whose execution ended without recording it. Nothing is sent to a partner.
 *
 * @param cause why the run ended
 * @throws OrderChanged the functions are still running
 */
export async function restoreOrder(since: OrderSince, cause: string, ports: RestoreOrderPorts): Promise<RestoredOrder> {
  const { orderId, runs } = since;
  const order = await ports.orders.get(orderId);
  if (order !== undefined && isErased(order)) return { id: orderId, status: 'erased', steps: [], withoutEdition: [] };
  const steps = await markSteps(since, ports);
  if (order === undefined) return { id: orderId, status: 'lost', steps, withoutEdition: [] };
  const added = order.status === 'complete' || order.status === 'cancelled' ? [] : runsAfter(order, runs);
  const records = added.map(({ edition, ...run }) => ({ ...run, ...(isKnown(edition) && { edition }) }));
  if (added.length > 0) await ports.table.addRuns(order, records, ports.now().toISOString());
  const run = order.runs.length + added.length;
  const isOpen = added.length > 0 || !isAtRest(order.status) || order.status === 'complete';
  if (isOpen && runs.length > 0) await ports.recordAbnormalEnd(orderId, run, { status: 'ABORTED', cause });
  const current = (await ports.orders.get(orderId)) ?? order;
  for (const step of current.degraded)
    if ((await ports.steps.get(orderId, step))?.status === 'succeeded') await ports.recordHealed(orderId, run, step);
  const withoutEdition = added.flatMap(({ edition, number }) => (edition === 'unknown' ? [number] : []));
  return { id: orderId, status: current.status, steps, withoutEdition };
}

async function markSteps(
  { orderId, evidence }: OrderSince,
  { steps, table }: RestoreOrderPorts,
): Promise<readonly RestoredStep[]> {
  const restored: RestoredStep[] = [];
  for (const [id, ofStep] of Map.groupBy(evidence, ({ step }) => step.id)) {
    const record = await steps.get(orderId, id);
    const marked = markStep(record, ofStep);
    if (marked !== undefined) await table.putStep(orderId, marked, record);
    const { status } = marked ?? record ?? { status: 'pending' as const };
    restored.push({ id, status });
  }
  return restored;
}

/** A run to add. */
interface AddedRun extends Omit<RunRecord, 'edition'> {
  readonly edition?: RunSince['edition'];
}

function isKnown(edition: RunSince['edition']): edition is RunEdition {
  return edition !== undefined && edition !== 'unknown';
}

/** Returns the runs after the last one that the order knows, without gaps. */
function runsAfter(order: OrderRecord, runs: readonly RunSince[]): readonly AddedRun[] {
  const last = Math.max(0, ...runs.map(({ number }) => number));
  const known = order.runs.at(-1);
  const added: AddedRun[] = [];
  for (let number = order.runs.length + 1; number <= last; number += 1) {
    const own = runs.find((run) => run.number === number);
    const found = own ?? added.at(-1) ?? known;
    if (found === undefined) throw new TypeError(`Order ${order.id} has no run.`);
    const { sequence, startedAt, steps } = found;
    // Of a run without an execution nothing is known but that there was one.
    const edition = own === undefined && found.edition !== undefined ? 'unknown' : own?.edition;
    added.push({ number, sequence, steps, startedAt, why: [], ...(edition !== undefined && { edition }) });
  }
  return added;
}
