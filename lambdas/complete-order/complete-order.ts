import { orderEventsOf } from '../../core/events/order-events.ts';
import type { OrderRecord, StoredEvent } from '../../core/order/order-record.ts';
import type { OrderStatus } from '../../core/order/order-status.ts';
import type { PublishEvents } from '../order-events/publish-events.ts';
import type { OrderStore } from '../order-store/order-store.ts';
import type { StepStore } from '../order-store/step-store.ts';
import { errorEvent } from './error-event.ts';
import { type FailureStory, failureStory } from './failure-story.ts';
import type { OutcomeAnswer, OutcomeEvent, ReportedFailure } from './outcome-event.ts';
import type { RecordSubscriptions } from './record-subscriptions.ts';

/** What writing down an outcome works with. */
export interface CompleteOrderPorts {
  readonly orders: OrderStore;
  readonly steps: StepStore;
  readonly publishEvents: PublishEvents;
  /** Only where the tenant's sequences read account subscriptions. */
  readonly recordSubscriptions?: RecordSubscriptions;
  now(): Date;
}

/** The order that a state machine reports on is not there. */
export class OrderMissing extends Error {
  override readonly name = 'OrderMissing';
}

const BAD_END = {
  fail: { status: 'failed', event: 'order.failed' },
  hold: { status: 'held', event: 'order.held' },
} as const;

/**
 * Writes down how a run went, with its events in the same write, and then publishes them.
 *
 * Every action can be repeated: the state machine tries again until the events are published, and a repeat finds the
 * write done and only publishes. A run that another one has taken over from changes nothing.
 *
 * @throws OrderMissing, EventsNotPublished, or what the store throws; the state machine retries
 */
export function createCompleteOrder(ports: CompleteOrderPorts): (event: OutcomeEvent) => Promise<OutcomeAnswer> {
  const load = async (orderId: string): Promise<OrderRecord> => {
    const order = await ports.orders.get(orderId);
    if (order === undefined)
      throw new OrderMissing(`Expected an order ${orderId}, found none: was it deleted while its run was going on?`);
    return order;
  };

  /** The order after the change, or as it is when the change was made before or is no longer due. */
  const settle = async (
    orderId: string,
    run: number,
    change: Promise<OrderRecord | undefined>,
    types: readonly StoredEvent['type'][],
    step?: string,
  ) => {
    const order = (await change) ?? (await load(orderId));
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
    return { status: order.status, error: '', cause: '' };
  };

  const noteFailure = async (order: OrderRecord, run: number, story: FailureStory): Promise<OutcomeAnswer> => {
    const at = ports.now().toISOString();
    const events: StoredEvent[] = [
      errorEvent(order, run, story, false, at),
      { type: 'order.degraded', occurredAt: at, run, data: { step: story.step, code: story.error.code } },
    ];
    const change = ports.orders.degrade({ orderId: order.id, run, step: story.step, events, at });
    const after = await settle(order.id, run, change, ['order.error', 'order.degraded'], story.step);
    return { status: after.status, error: story.error.name, cause: story.error.publicMessage };
  };

  const endBadly = async (
    order: OrderRecord,
    run: number,
    story: FailureStory,
    end: { status: OrderStatus; event: StoredEvent['type'] },
  ) => {
    const at = ports.now().toISOString();
    const { code, name, publicMessage } = story.error;
    const failure = { step: story.step, code, message: publicMessage };
    const events: StoredEvent[] = [
      errorEvent(order, run, story, true, at),
      { type: end.event, occurredAt: at, run, data: { ...failure } },
    ];
    const change = ports.orders.changeStatus({ orderId: order.id, run, to: end.status, events, failure, at });
    const after = await settle(order.id, run, change, ['order.error', end.event], story.step);
    return { status: after.status, error: name, cause: `${code}: ${publicMessage}` };
  };

  const storyOf = async (order: OrderRecord, run: number, reported: ReportedFailure): Promise<FailureStory> =>
    failureStory(order, run, reported, await ports.steps.get(order.id, reported.step));

  return async (event) => {
    const { orderId, run } = event;
    if (event.action === 'complete') return complete(orderId, run);
    const order = await load(orderId);
    const story = await storyOf(order, run, event.failure);
    return event.action === 'note-failure'
      ? noteFailure(order, run, story)
      : endBadly(order, run, story, BAD_END[event.action]);
  };
}
