import { LAMBDA_SERVICE_ERRORS, STATE_TIMEOUT_ERRORS } from '../../blueprint/error-names.ts';
import { orderEventsOf } from '../../core/events/order-events.ts';
import type { OrderRecord, StepRecord, StoredEvent } from '../../core/order/order-record.ts';
import type { OrderStatus } from '../../core/order/order-status.ts';
import type { StepStatus } from '../../core/order/step-status.ts';
import { publishMarked } from '../order-events/outbox.ts';
import type { PublishEvents } from '../order-events/publish-events.ts';
import { endLostAttempt } from '../order-runs/end-lost-attempt.ts';
import type { StartHeal } from '../order-runs/start-heal.ts';
import { hasActiveLease } from '../order-store/has-active-lease.ts';
import type { OrderStore } from '../order-store/order-store.ts';
import type { StepStore } from '../order-store/step-store.ts';
import { errorEvent } from './error-event.ts';
import { type FailureDetails, failureDetails } from './failure-details.ts';
import { healingOf } from './healing-of.ts';
import type { HealableStep, OutcomeAnswer, OutcomeEvent, ReportedFailure } from './outcome-event.ts';
import type { RecordSubscriptions } from './record-subscriptions.ts';

/** What writing down an outcome works with. */
export interface CompleteOrderPorts {
  readonly orders: OrderStore;
  readonly steps: Pick<StepStore, 'get' | 'finish'>;
  readonly publishEvents: PublishEvents;
  readonly startHeal: StartHeal;
  /** Only where the tenant's sequences read account subscriptions. */
  readonly recordSubscriptions?: RecordSubscriptions;
  /**
   * Whether a write marks its order as having events to publish until they are published: for a caller who finds the
   * order settled when it comes again, and who would not publish them then. One more write. @default false
   */
  readonly marksUnpublished?: boolean;
  now(): Date;
}

/** The order that a state machine reports on is not there. */
export class OrderMissing extends Error {
  override readonly name = 'OrderMissing';
}

/** The order kept changing under a write; the state machine tries again. */
export class OrderContended extends Error {
  override readonly name = 'OrderContended';
}

/** How often an order is read anew while others change it; the state machine then tries again later. */
const MAX_TRIES = 5;

const BAD_END = {
  fail: { status: 'failed', event: 'order.failed' },
  hold: { status: 'held', event: 'order.held' },
} as const;

/**
 * Writes down how a run went, with its events in the same write, and then publishes them.
 *
 * A failure is written as a hold where the step's record says that the partner may have acted.
 *
 * Every action can be repeated: the state machine tries again until the events are published, and a repeat finds the
 * write done and only publishes. A run that another one has taken over from changes nothing.
 *
 * @throws OrderMissing, OrderContended, EventsNotPublished, or what the store throws; the state machine retries
 */
export function createCompleteOrder(ports: CompleteOrderPorts): (event: OutcomeEvent) => Promise<OutcomeAnswer> {
  const { marksUnpublished = false } = ports;
  const load = async (orderId: string): Promise<OrderRecord> => {
    const order = await ports.orders.get(orderId);
    if (order === undefined)
      throw new OrderMissing(`Expected an order ${orderId}, found none: was it deleted while its run was going on?`);
    return order;
  };

  /**
   * The order after the change, or as it is when the change was made before or is no longer due.
   *
   * @param before the order as it was read for a change that marks it
   */
  const settle = async (
    orderId: string,
    run: number,
    change: Promise<OrderRecord | undefined>,
    types: readonly StoredEvent['type'][],
    step?: string,
    before?: OrderRecord,
  ) => {
    const written = await change;
    if (marksUnpublished && written !== undefined && before !== undefined) {
      await publishMarked({ before, after: written }, ports);
      return written;
    }
    const order = written ?? (await load(orderId));
    const due = orderEventsOf(order).filter(
      (event) => event.run === run && types.includes(event.type) && (step === undefined || event.data.step === step),
    );
    try {
      await ports.publishEvents(due);
    } catch (error) {
      // Should the state machine run out of retries, the sweeper still publishes them.
      await ports.orders.markUnpublished(orderId);
      throw error;
    }
    return order;
  };

  const complete = async (orderId: string, run: number): Promise<OutcomeAnswer> => {
    await ports.recordSubscriptions?.(orderId, run);
    const at = ports.now().toISOString();
    const events: StoredEvent[] = [{ type: 'order.completed', occurredAt: at, run }];
    const order = await settle(orderId, run, ports.orders.changeStatus({ orderId, run, to: 'complete', events, at }), [
      'order.completed',
    ]);
    return { status: order.status, orderType: order.orderType, error: '', cause: '' };
  };

  /** Writes to an order as it was read, and reads it anew where others wrote meanwhile. */
  const changeAsRead = async (
    orderId: string,
    change: (order: OrderRecord) => Promise<OrderRecord | undefined> | undefined,
  ): Promise<OrderRecord> => {
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const order = await load(orderId);
      const changed = change(order);
      if (changed === undefined) return order;
      const after = await changed;
      if (after !== undefined) return after;
    }
    throw new OrderContended(`Expected order ${orderId} to stay as it was read, found that it keeps changing.`);
  };

  const noteHealed = async (orderId: string, run: number, step: string, before?: OrderRecord) => {
    const event = { type: 'order.healed', occurredAt: ports.now().toISOString(), run, data: { step } } as const;
    const change = changeAsRead(orderId, (order) =>
      order.runs.length === run && order.degraded.includes(step)
        ? ports.orders.clearDegraded({ order, step, event, marksUnpublished })
        : undefined,
    );
    const order = await settle(orderId, run, change, ['order.healed'], step, before);
    return { status: order.status, orderType: order.orderType, error: '', cause: '' };
  };

  const noteFailure = async (
    order: OrderRecord,
    run: number,
    story: FailureDetails,
    heal: HealableStep,
    record: StepRecord | undefined,
  ): Promise<OutcomeAnswer> => {
    const at = ports.now().toISOString();
    const events: StoredEvent[] = [
      errorEvent(order, run, story, false, at),
      { type: 'order.degraded', occurredAt: at, run, data: { step: story.step, code: story.error.code } },
    ];
    // A function that ended after its state had given up on it, or an operator's word: there is nothing to go on without.
    const change = isDone(record)
      ? Promise.resolve(undefined)
      : ports.orders.degrade({ orderId: order.id, run, step: story.step, events, at, marksUnpublished });
    const after = await settle(order.id, run, change, ['order.error', 'order.degraded'], story.step, order);
    const healing = healingOf(order.id, run, heal, story);
    const isWithout = after.degraded.includes(story.step);
    // Whoever ended the step before its order was degraded could not take it off the list.
    if (isWithout && isDone(await ports.steps.get(order.id, story.step)))
      await noteHealed(order.id, run, story.step, after);
    else if (isWithout && healing !== undefined) await ports.startHeal(healing);
    return {
      status: after.status,
      orderType: after.orderType,
      error: story.error.name,
      cause: story.error.publicMessage,
    };
  };

  const endBadly = async (
    order: OrderRecord,
    run: number,
    story: FailureDetails,
    end: { status: OrderStatus; event: StoredEvent['type'] },
  ) => {
    const at = ports.now().toISOString();
    const { code, name, publicMessage } = story.error;
    const failure = { step: story.step, code, message: publicMessage };
    const events: StoredEvent[] = [
      errorEvent(order, run, story, true, at),
      { type: end.event, occurredAt: at, run, data: { ...failure } },
    ];
    const to = end.status;
    const change = ports.orders.changeStatus({ orderId: order.id, run, to, events, failure, at, marksUnpublished });
    // A repeat may find the step in another state than the write did: it publishes what that wrote.
    const types = ['order.error', ...Object.values(BAD_END).map(({ event }) => event)] as const;
    const after = await settle(order.id, run, change, types, story.step, order);
    return { status: after.status, orderType: after.orderType, error: name, cause: `${code}: ${publicMessage}` };
  };

  const noteUndoFailure = async (orderId: string, run: number, story: FailureDetails): Promise<OutcomeAnswer> => {
    const at = ports.now().toISOString();
    const change = changeAsRead(orderId, (order) => {
      const isNoted = order.events.some(
        ({ run: of, data }) => of === run && data?.undo === true && data.step === story.step,
      );
      if (isNoted) return undefined;
      const { data, ...event } = errorEvent(order, run, story, true, at);
      const events = [{ ...event, data: { ...data, undo: true } }];
      return ports.orders.addEvents({ orderId, run, events, at, after: order.events.length });
    });
    const order = await settle(orderId, run, change, ['order.error'], story.step);
    return {
      status: order.status,
      orderType: order.orderType,
      error: story.error.name,
      cause: story.error.publicMessage,
    };
  };

  return async (event) => {
    const { orderId, run } = event;
    if (event.action === 'complete') return complete(orderId, run);
    if (event.action === 'healed') return noteHealed(orderId, run, event.step);
    const order = await load(orderId);
    const record = await ports.steps.get(orderId, event.failure.step);
    const action = event.action === 'fail' && mayHaveHappened(record) ? 'hold' : event.action;
    const story = failureDetails(order, run, event.failure, record, action);
    if (record !== undefined && isLost(record, event, ports.now().toISOString()))
      await endLostAttempt(ports.steps, orderId, record, story.error);
    if (event.action === 'note-failure') return noteFailure(order, run, story, event.heal, record);
    if (event.action === 'undo-failed') return noteUndoFailure(orderId, run, story);
    return endBadly(order, run, story, BAD_END[action === 'hold' ? 'hold' : 'fail']);
  };
}

/** Whether no run has to begin the step any more: it succeeded, or an operator decided it. */
function isDone(record: StepRecord | undefined): boolean {
  return record?.status === 'succeeded' || record?.completedBy !== undefined;
}

/** The states of a step that leave open whether the partner has acted, whatever its last attempt ended in. */
const MAY_HAVE_HAPPENED: readonly StepStatus[] = ['running', 'waiting', 'unknown', 'probing'];

/**
 * Whether a step that its state machine takes for failed may have happened: the error that it caught can be that of an
 * attempt which never came to the partner, after one which did.
 */
function mayHaveHappened(record: StepRecord | undefined): boolean {
  return record !== undefined && MAY_HAVE_HAPPENED.includes(record.status);
}

/** What says nothing of the function that holds the step: it may be under way. */
const NOT_OF_THE_HOST: readonly string[] = [
  ...STATE_TIMEOUT_ERRORS,
  ...LAMBDA_SERVICE_ERRORS,
  'StepBusy',
  'StepRefused',
  'ExecutionEnded',
];

/** Whether the step is still claimed for this run by a host that is gone: its function ended, or its lease did. */
function isLost(record: StepRecord, { run, failure }: { run: number; failure: ReportedFailure }, now: string): boolean {
  if (record.attempts.at(-1)?.run !== run) return false;
  return !NOT_OF_THE_HOST.includes(failure.error) || !hasActiveLease(record, now);
}
