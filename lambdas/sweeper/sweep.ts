import type { OrderRecord } from '../../core/order/order-record.ts';
import { isAtRest } from '../../core/order/order-status.ts';
import { publishAll } from '../order-events/outbox.ts';
import type { Executions } from '../order-runs/executions.ts';
import { type FinishCancellationPorts, finishCancellation } from '../order-runs/finish-cancellation.ts';
import { type StartRunPorts, startRun } from '../order-runs/start-run.ts';
import type { OrderStore } from '../order-store/order-store.ts';
import type { UnfinishedOrders } from '../order-store/unfinished-orders.ts';
import type { AbnormalEnd, RecordAbnormalEnd } from '../run-outcome/record-abnormal-end.ts';

/** What a sweep works with. */
export interface SweepPorts extends StartRunPorts, FinishCancellationPorts {
  readonly orders: OrderStore;
  readonly executions: Executions;
  readonly unfinished: UnfinishedOrders;
  readonly recordAbnormalEnd: RecordAbnormalEnd;
  now(): Date;
}

/** What a sweep did. */
export interface SweepReport {
  /** Orders whose run it started. */
  readonly started: number;
  /** Orders whose events it published. */
  readonly published: number;
  /** Orders that it settled: their execution had ended without a word. */
  readonly settled: number;
  /** Those of the settled that are held now. */
  readonly held: number;
  /** Orders that it could not help this time. */
  readonly troubled: number;
}

/** Seconds that a run may stay unstarted before a sweep starts it; whoever began it takes far less. */
const START_GRACE_SECONDS = 60;

/** Seconds without a change of the order before a sweep asks for its execution. */
const PROGRESS_GRACE_SECONDS = 300;

/** Orders of each kind that one sweep takes on; the rest is for the next minute. */
const BATCH = 200;

/**
 * Executions that one sweep asks for: DescribeExecution has a bucket of 250 calls, refilled with 10 a second, for the
 * whole account. Source: Step Functions Developer Guide, "Service quotas".
 */
const QUESTIONS = 50;

/**
 * Goes on with orders that somebody left behind: stored but not started, with events that were not published, or with an
 * execution that ended without the order knowing. One that has not begun, and whose execution Step Functions does not
 * know, is started however old it is, and never taken for one that ended.
 *
 * Two sweeps at once do no harm: an execution's name is the order's run, an event's id is stable, and whoever settles a
 * run second changes nothing.
 */
export function createSweep(ports: SweepPorts): () => Promise<SweepReport> {
  const { orders, unfinished } = ports;
  const ago = (seconds: number): Date => new Date(ports.now().getTime() - seconds * 1000);

  const start = async (orderId: string): Promise<boolean> => {
    const order = await orders.get(orderId);
    if (order?.status !== 'submitted' || order.updatedAt >= ago(START_GRACE_SECONDS).toISOString()) return false;
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

  const settle = async (order: OrderRecord): Promise<AbnormalEnd> => {
    const state = await ports.executions.stateOf(order);
    // It waits for `start`, or was started too short a time ago to be read: starting again by its name is right for both.
    if (state.status === 'GONE' && order.status === 'submitted') return 'known';
    if (state.status === 'RUNNING' || state.status === 'PENDING_REDRIVE') return 'known';
    return ports.recordAbnormalEnd(order.id, order.runs.length, state);
  };

  /** Helps one order after the other; an index can be behind, and an order that needs nothing counts as neither. */
  const each = async (ids: readonly string[], help: (orderId: string) => Promise<boolean>) => {
    const count = { helped: 0, troubled: 0 };
    for (const id of ids) {
      try {
        if (await help(id)) count.helped += 1;
      } catch (error) {
        count.troubled += 1;
        ports.onError(`Order ${id} could not be helped; the next sweep tries again`, error);
      }
    }
    return count;
  };

  /** Every sweep begins where the one a minute before ended, so that orders that wait for weeks hide no other. */
  const settleStuck = async () => {
    const ids = await unfinished.underWay(ago(PROGRESS_GRACE_SECONDS));
    const minute = Math.floor(ports.now().getTime() / 60_000);
    const from = ids.length <= QUESTIONS ? 0 : (minute * QUESTIONS) % ids.length;
    const turn = [...ids.slice(from), ...ids.slice(0, from)].slice(0, QUESTIONS);
    let held = 0;
    const count = await each(turn, async (orderId) => {
      const order = await orders.get(orderId);
      const isQuiet = order !== undefined && order.updatedAt < ago(PROGRESS_GRACE_SECONDS).toISOString();
      const settlement = isQuiet && !isAtRest(order.status) ? await settle(order) : 'known';
      if (settlement === 'held') held += 1;
      return settlement !== 'known';
    });
    return { ...count, held };
  };

  return async () => {
    const started = await each(await unfinished.notStarted(ago(START_GRACE_SECONDS), BATCH), start);
    const published = await each(await unfinished.unpublished(BATCH), publish);
    const settled = await settleStuck();
    return {
      started: started.helped,
      published: published.helped,
      settled: settled.helped,
      held: settled.held,
      troubled: started.troubled + published.troubled + settled.troubled,
    };
  };
}
