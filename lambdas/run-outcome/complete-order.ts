import type { OutcomeAnswer, OutcomeEvent } from '../../blueprint/wire/outcome-event.ts';
import type { AttemptError, OrderRecord } from '../../core/order/order-record.ts';
import { createRetriedOutbox, publishRetried } from '../order-events/outbox.ts';
import type { PublishEvents } from '../order-events/publish-events.ts';
import { readOrder } from '../order-store/change-order.ts';
import { recordHealed } from './degraded-steps.ts';
import { noticeEvents } from './notice-events.ts';
import { recordFailure } from './record-failure.ts';
import type { RecordPorts } from './record-ports.ts';
import type { RecordSubscriptions } from './record-subscriptions.ts';

/** Dependencies of recording an outcome. */
export interface CompleteOrderPorts extends Omit<RecordPorts, 'outbox'> {
  readonly publishEvents: PublishEvents;
  /** Present only if the tenant's sequences read account subscriptions. */
  readonly recordSubscriptions?: RecordSubscriptions;
}

/**
 * Creates the function that records the outcome of a run or of one of its steps, and publishes its events.
 *
 * Every action can be repeated: the state machine retries until the events are published, and a repeat finds the outcome
 * recorded and only publishes. An outcome of a run that is no longer the latest changes nothing.
 *
 * @throws OrderMissing, OrderContended, EventsNotPublished, or what the store throws; the state machine retries
 */
export function createCompleteOrder(ports: CompleteOrderPorts): (event: OutcomeEvent) => Promise<OutcomeAnswer> {
  const recordPorts = { ...ports, outbox: createRetriedOutbox(ports) };
  return async (event) => {
    if (event.action === 'complete') return answerOf(await completeRun(event, ports));
    if (event.action === 'healed') return answerOf(await recordHealed(event, recordPorts));
    const { order, error } = await recordFailure(event, recordPorts);
    const endsRun = event.action === 'fail' || event.action === 'hold';
    return answerOf(order, error, endsRun ? `${error.code}: ${error.publicMessage}` : error.publicMessage);
  };
}

/** Records that a run completed its order, and what its steps noticed. Returns the order. */
async function completeRun(
  { notices = {}, orderId, run }: Extract<OutcomeEvent, { readonly action: 'complete' }>,
  ports: CompleteOrderPorts,
): Promise<OrderRecord> {
  await ports.recordSubscriptions?.(orderId, run);
  const at = ports.now().toISOString();
  const event = { type: 'order.completed', occurredAt: at, run } as const;
  const told = Object.keys(notices).length > 0;
  const noticed = told ? noticeEvents(await readOrder(ports.orders, orderId), { run, notices, occurredAt: at }) : [];
  const events = [...noticed, event];
  const written = await ports.orders.changeStatus({ orderId, run, to: 'complete', events, at });
  const order = written ?? (await readOrder(ports.orders, orderId));
  await publishRetried(order, { run, types: [event.type, ...noticed.map(({ type }) => type)] }, ports);
  await ports.leaveLanes(order, run);
  return order;
}

/** Returns the edition of an order's last run, for the log that the alarm counts, if the run was given it as a candidate. */
export function candidateOf({ runs }: Pick<OrderRecord, 'runs'>): { readonly edition?: string } {
  const edition = runs.at(-1)?.edition;
  return edition?.canary === true ? { edition: edition.id } : {};
}

/** Returns what the state machine gets to know of an order. */
export function answerOf(order: OrderRecord, error?: AttemptError, cause = ''): OutcomeAnswer {
  const { status, orderType } = order;
  return { status, orderType, ...candidateOf(order), error: error?.name ?? '', cause };
}
