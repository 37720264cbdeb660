import type { OrderRecord } from '../../core/order/order-record.ts';
import { isAtRest } from '../../core/order/order-status.ts';
import { publishAll } from '../order-events/outbox.ts';
import { type FinishCancellationPorts, finishCancellation } from '../order-runs/cancellation.ts';
import type { Executions } from '../order-runs/executions.ts';
import { type StartRunPorts, startRun } from '../order-runs/start-run.ts';
import type { OrderStore } from '../order-store/order-store.ts';
import type { UnfinishedOrders } from '../order-store/unfinished-orders.ts';
import type { AbnormalEnd, RecordAbnormalEnd } from '../run-outcome/record-abnormal-end.ts';

/** Dependencies of a sweep. */
export interface SweepPorts extends StartRunPorts, FinishCancellationPorts {
  readonly orders: OrderStore;
  readonly executions: Executions;
  readonly unfinished: UnfinishedOrders;
  readonly recordAbnormalEnd: RecordAbnormalEnd;
  now(): Date;
}

/** Counts of what a sweep did. */
export interface SweepReport {
  /** Orders whose run it started. */
  readonly started: number;
  /** Orders whose events it published. */
  readonly published: number;
  /** Orders whose abnormal end it recorded. */
  readonly settled: number;
  /** The settled orders that are now held. */
  readonly held: number;
  /** Orders that it could not recover this time. */
  readonly troubled: number;
}

/** Seconds before a sweep starts a run that was stored but not started. Whoever stored it takes far less. */
const START_GRACE_SECONDS = 60;

/** Seconds without a change of an order before a sweep reads the status of its execution. */
const PROGRESS_GRACE_SECONDS = 300;

/** Most orders of each kind in one sweep. The rest wait for the next one. */
const BATCH = 200;

/**
 * Most executions whose status one sweep reads: DescribeExecution has a bucket of 250 calls, refilled with 10 a second,
 * for the whole account. Source: Step Functions Developer Guide, "Service quotas".
 */
const MAX_EXECUTIONS = 50;

/**
 * Creates a sweep, which continues orders that a crash left behind: stored but not started, with unpublished events, or
 * with an execution that ended without recording it. A submitted order whose execution Step Functions does not know is
 * started, however old it is, and never treated as ended.
 *
 * Two sweeps at once do no harm: the order's run names its execution, an event's id is stable, and the second one to record
 * the end of a run changes nothing.
 */
export function createSweep(ports: SweepPorts): () => Promise<SweepReport> {
  const { orders, unfinished } = ports;
  const ago = (seconds: number): Date => new Date(ports.now().getTime() - seconds * 1000);
  const isQuietFor = (seconds: number, { updatedAt }: OrderRecord) => updatedAt < ago(seconds).toISOString();

  const start = async (orderId: string): Promise<boolean> => {
    const order = await orders.get(orderId);
    if (order?.status !== 'submitted' || !isQuietFor(START_GRACE_SECONDS, order)) return false;
    await startRun(order, ports);
    return true;
  };

  const publish = async (orderId: string): Promise<boolean> => {
    const order = await orders.get(orderId);
    if (order === undefined) return false;
    if (order.status === 'cancelled') await finishCancellation(order, ports);
    await publishAll(order, ports);
    return true;
  };

  const recordEnd = async (orderId: string): Promise<AbnormalEnd> => {
    const order = await orders.get(orderId);
    if (order === undefined || isAtRest(order.status) || !isQuietFor(PROGRESS_GRACE_SECONDS, order)) return 'known';
    const state = await ports.executions.stateOf(order);
    // Either `start` takes it on, or it started too recently to be read: starting it again by its name suits both.
    if (state.status === 'GONE' && order.status === 'submitted') return 'known';
    if (state.status === 'RUNNING' || state.status === 'PENDING_REDRIVE') return 'known';
    return ports.recordAbnormalEnd(order.id, order.runs.length, state);
  };

  /** Recovers one order after the other. An index can be behind, so an order that needs nothing is not counted. */
  const recoverEach = async (ids: readonly string[], recover: (orderId: string) => Promise<boolean>) => {
    const count = { recovered: 0, troubled: 0 };
    for (const id of ids) {
      try {
        if (await recover(id)) count.recovered += 1;
      } catch (error) {
        count.troubled += 1;
        ports.onError(`Could not recover order ${id}; the next sweep tries again`, error);
      }
    }
    return count;
  };

  return async () => {
    const started = await recoverEach(await unfinished.notStarted(ago(START_GRACE_SECONDS), BATCH), start);
    const published = await recoverEach(await unfinished.unpublished(BATCH), publish);
    let held = 0;
    const settled = await recoverEach(
      currentTurn(await unfinished.underWay(ago(PROGRESS_GRACE_SECONDS)), ports.now()),
      async (orderId) => {
        const end = await recordEnd(orderId);
        if (end === 'held') held += 1;
        return end !== 'known';
      },
    );
    return {
      started: started.recovered,
      published: published.recovered,
      settled: settled.recovered,
      held,
      troubled: started.troubled + published.troubled + settled.troubled,
    };
  };
}

/** Returns the orders of this minute: each sweep continues after the last one, so that waiting orders hide no others. */
function currentTurn(ids: readonly string[], now: Date): readonly string[] {
  const minute = Math.floor(now.getTime() / 60_000);
  const first = ids.length <= MAX_EXECUTIONS ? 0 : (minute * MAX_EXECUTIONS) % ids.length;
  return [...ids.slice(first), ...ids.slice(0, first)].slice(0, MAX_EXECUTIONS);
}
