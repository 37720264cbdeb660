import type { OrderRecord } from '../../core/order/order-record.ts';
import { isAtRest } from '../../core/order/order-status.ts';
import { publishAll } from '../order-events/outbox.ts';
import { type FinishCancellationPorts, finishCancellation } from '../order-runs/cancellation.ts';
import type { Executions } from '../order-runs/executions.ts';
import { type StartRunPorts, startRun } from '../order-runs/start-run.ts';
import type { OrderStore } from '../order-store/order-store.ts';
import type { SearchIndex } from '../order-store/search-index.ts';
import type { UnfinishedOrders } from '../order-store/unfinished-orders.ts';
import type { AbnormalEnd, RecordAbnormalEnd } from '../run-outcome/record-abnormal-end.ts';

/** Dependencies of a sweep. */
export interface SweepPorts extends StartRunPorts, FinishCancellationPorts {
  readonly orders: OrderStore;
  readonly executions: Executions;
  readonly index: Pick<SearchIndex, 'add'>;
  readonly unfinished: UnfinishedOrders;
  readonly recordAbnormalEnd: RecordAbnormalEnd;
  now(): Date;
}

/** What a sweep did, as counts of orders. */
export interface SweepReport {
  /** Orders whose run was started. */
  readonly started: number;
  /** Orders whose events were published. */
  readonly published: number;
  /** Orders whose abnormal end was recorded. */
  readonly settled: number;
  /** Those of the `settled` orders that are now held. */
  readonly held: number;
  /** Orders that could not be recovered this time. */
  readonly troubled: number;
}

/** How long a sweep leaves a stored run alone before it starts it. The request that stored it takes far less. */
const START_GRACE_SECONDS = 60;

/** How long an order must be unchanged before a sweep reads the status of its execution. */
const PROGRESS_GRACE_SECONDS = 300;

/** The maximum number of queued orders whose lanes one sweep reads. */
const MAX_QUEUED = 50;

/** The maximum number of orders of each kind in one sweep. The rest wait for the next one. */
const BATCH = 200;

/**
 * The maximum number of executions whose status one sweep reads. DescribeExecution has a bucket of 250 calls for the
 * whole account, refilled at 10 per second. Source: Step Functions Developer Guide, "Service quotas".
 */
const MAX_EXECUTIONS = 50;

/**
 * Creates a sweep, which continues orders that a crash left behind: stored but not started, with unpublished events, or
 * with an execution that ended without recording the end of its run, or queued behind such an order. A submitted order whose execution does not exist
 * in Step Functions is started, however old it is, and never treated as ended.
 *
 * Concurrent sweeps are safe: the execution's name derives from the run, event ids are stable, and the second sweep to
 * record the end of a run changes nothing.
 */
export function createSweep(ports: SweepPorts): () => Promise<SweepReport> {
  const { orders, unfinished } = ports;
  const ago = (seconds: number): Date => new Date(ports.now().getTime() - seconds * 1000);
  const isQuietFor = (seconds: number, { updatedAt }: OrderRecord) => updatedAt < ago(seconds).toISOString();

  const start = async (orderId: string): Promise<boolean> => {
    const order = await orders.get(orderId);
    if (order?.status !== 'submitted' || !isQuietFor(START_GRACE_SECONDS, order)) return false;
    // The request that stored the order may have failed before it was indexed.
    await ports.index.add(order);
    return (await startRun(order, ports)) === undefined;
  };

  /** Starts an order whose turn it is: the end of the order ahead may not have come to that. */
  const continueLane = async (orderId: string): Promise<boolean> => {
    const order = await orders.get(orderId);
    if (order?.status !== 'submitted' || order.queued === undefined) return false;
    return (await startRun(order, ports)) === undefined;
  };

  const publish = async (orderId: string): Promise<boolean> => {
    const order = await orders.get(orderId);
    if (order === undefined) return false;
    if (order.status === 'cancelled') await finishCancellation(order, ports);
    await ports.leaveLanes(order);
    await publishAll(order, ports);
    return true;
  };

  const recordEnd = async (orderId: string): Promise<AbnormalEnd> => {
    const order = await orders.get(orderId);
    if (order === undefined || isAtRest(order.status) || !isQuietFor(PROGRESS_GRACE_SECONDS, order)) return 'known';
    const state = await ports.executions.stateOf(order);
    // Either `start` handles it, or it started too recently to be visible. Starting it again by the same name is safe.
    if (state.status === 'GONE' && order.status === 'submitted') return 'known';
    if (state.status === 'RUNNING' || state.status === 'PENDING_REDRIVE') return 'known';
    return ports.recordAbnormalEnd(order.id, order.runs.length, state);
  };

  /**
   * Recovers orders one by one. Because the index is eventually consistent, an order that needs nothing is not counted.
   */
  const recoverEach = async (ids: readonly string[], recover: (orderId: string) => Promise<boolean>) => {
    const count = { recovered: 0, failed: 0 };
    for (const id of ids) {
      try {
        if (await recover(id)) count.recovered += 1;
      } catch (error) {
        count.failed += 1;
        ports.onError(`Could not recover order ${id}; the next sweep tries again`, error);
      }
    }
    return count;
  };

  return async () => {
    const started = await recoverEach(await unfinished.notStarted(ago(START_GRACE_SECONDS), BATCH), start);
    const queued = (await unfinished.queued()).map(({ id }) => id);
    const continued = await recoverEach(currentTurn(queued, ports.now(), MAX_QUEUED), continueLane);
    const published = await recoverEach(await unfinished.unpublished(BATCH), publish);
    let held = 0;
    const settled = await recoverEach(
      currentTurn(await unfinished.underWay(ago(PROGRESS_GRACE_SECONDS)), ports.now(), MAX_EXECUTIONS),
      async (orderId) => {
        const end = await recordEnd(orderId);
        if (end === 'held') held += 1;
        return end !== 'known';
      },
    );
    return {
      started: started.recovered + continued.recovered,
      published: published.recovered,
      settled: settled.recovered,
      held,
      troubled: started.failed + continued.failed + published.failed + settled.failed,
    };
  };
}

/**
 * Returns the orders for this minute's sweep. Each sweep continues after the last one, so that every order gets a turn.
 */
function currentTurn(ids: readonly string[], now: Date, most: number): readonly string[] {
  const minute = Math.floor(now.getTime() / 60_000);
  const first = ids.length <= most ? 0 : (minute * most) % ids.length;
  return [...ids.slice(first), ...ids.slice(0, first)].slice(0, most);
}
