import type { OrderView, QueueView, ResponseBody, StepView } from '../../blueprint/routes/response-schemas.ts';
import { textOf } from '../../core/json.ts';
import { needsPerson } from '../../core/order/attention.ts';
import { externalIdOf } from '../../core/order/external-id.ts';
import type { NextDue } from '../../core/order/next-due.ts';
import { orderReferenceOf } from '../../core/order/order-ids.ts';
import type {
  OrderRecord,
  OrderSummaryRecord,
  Parking,
  RunRecord,
  RunStep,
  StepRecord,
} from '../../core/order/order-record.ts';
import { situationOf, situationSince } from '../../core/order/situation.ts';
import { redactText } from '../../core/redact/redact-text.ts';
import { traceOf } from '../../core/trace/trace-context.ts';
import { type DeliveryRecord, deliveryIdOf } from '../../core/webhooks/delivery-record.ts';
import type { LaneView } from './queue-view.ts';

/**
 * Returns the API's view of an order.
 *
 * @param queued what it waits for in its lanes, see `queue-view.ts`
 */
export function orderView(
  order: OrderRecord,
  records: readonly StepRecord[],
  queued: QueueView | null = null,
): OrderView {
  const {
    failure,
    parked,
    degraded,
    situation,
    needs_person,
    assigned_to,
    since,
    createdAt,
    updatedAt,
    links,
    ...head
  } = headOf(order);
  const steps = order.runs.at(-1)?.steps ?? [];
  return {
    ...head,
    trace_id: traceOf(order).id,
    subscriptionReference: subscriptionReferenceOf(order, records),
    owner: ownerOf(order),
    erasedAt: order.erased?.at ?? null,
    queued,
    steps: steps.map((step) =>
      stepView(
        step,
        records.find((record) => record.stepId === step.id),
      ),
    ),
    failure,
    parked,
    degraded,
    situation,
    needs_person,
    assigned_to,
    since,
    createdAt,
    updatedAt,
    links,
  };
}

function stepView({ id, name, service, phase, critical }: RunStep, record: StepRecord | undefined): StepView {
  const attempts = record?.attempts ?? [];
  const durations = attempts.flatMap((attempt) => attempt.durationMs ?? []);
  return {
    id,
    name,
    service,
    phase,
    critical,
    status: record?.status ?? 'pending',
    attempts: attempts.length,
    startedAt: attempts[0]?.startedAt ?? null,
    durationMs: durations.length === 0 ? null : durations.reduce((total, duration) => total + duration, 0),
    ...(record?.skipped !== undefined && { skipped: record.skipped }),
  };
}

/** Returns the subscription number in the output of the billing step or, failing that, in the order. */
function subscriptionReferenceOf(order: OrderRecord, steps: readonly StepRecord[]): string | null {
  const found = steps
    .map((step) => textOf(step.output?.subscriptionNumber))
    .find((reference) => reference !== undefined);
  return found ?? textOf(order.payload.subscriptionRef) ?? textOf(order.payload.sub_reference) ?? null;
}

/** Returns the owner of an order, who may be named by an e-mail address. */
function ownerOf({ payload }: OrderRecord): string | null {
  const owner = textOf(payload.owner);
  return owner === undefined ? null : redactText(owner, []);
}

/**
 * Returns the API's view of an order in a list.
 *
 * @param due what happens next to it
 */
export function orderSummary(
  order: OrderSummaryRecord,
  due: readonly NextDue[],
  now: Date,
): ResponseBody<'OrderSummary'> {
  const head = headOf(order);
  const [next] = due.map(({ at }) => at).toSorted();
  const age = Math.floor((now.getTime() - Date.parse(head.since)) / 1000);
  return { ...head, age_seconds: Math.max(0, age), next_at: next ?? null };
}

/** Returns a view of an order with its notes. */
export function annotatedOrder(view: OrderView, { operations = [] }: OrderRecord): ResponseBody<'AnnotatedOrder'> {
  const notes = operations.filter(({ action }) => action === 'note');
  return { ...view, notes: notes.map(({ by, at, reason }) => ({ by, at, text: reason })) };
}

/** What is around an order: what happens next to it, the orders that it waits for or that wait for it, and its deliveries. */
export interface OrderContext {
  readonly due: readonly NextDue[];
  readonly lanes: readonly LaneView[];
  readonly deliveries: readonly DeliveryRecord[];
}

/** Returns a view of an order with its notes and its context. */
export function orderDetails(
  view: OrderView,
  order: OrderRecord,
  { due, lanes, deliveries }: OrderContext,
): ResponseBody<'OrderDetails'> {
  return {
    ...annotatedOrder(view, order),
    due: due.map(({ step, what, at }) => ({ step, what, at })),
    lanes,
    deliveries: deliveries.map((delivery) => ({
      id: deliveryIdOf(delivery),
      webhook: delivery.webhook,
      event: { type: delivery.eventType, sequence: delivery.sequence },
      status: delivery.status,
      attempts: delivery.attempts.length,
      nextTryAt: delivery.nextTryAt ?? null,
    })),
  };
}

function headOf(order: OrderSummaryRecord): Omit<ResponseBody<'OrderSummary'>, 'age_seconds' | 'next_at'> {
  const run = order.runs.at(-1);
  if (run === undefined) throw new TypeError(`Expected order ${order.id} to have a run, found none.`);
  const self = `/orders/${order.id}`;
  return {
    id: order.id,
    order_reference: orderReferenceOf(order.id),
    order_type: order.orderType,
    status: order.status,
    external_id: externalIdOf(order.payload),
    sequence: run.sequence,
    config_version: run.config ?? null,
    edition: editionView(run),
    run: run.number,
    failure: order.failure ?? null,
    parked: parkedView(order.parked),
    degraded: order.degraded,
    situation: situationOf(order),
    needs_person: needsPerson(order),
    assigned_to: order.assignedTo ?? null,
    since: situationSince(order),
    createdAt: order.createdAt,
    updatedAt: order.updatedAt,
    links: {
      self,
      processEvents: `${self}/process-events`,
      events: `${self}/events`,
      config: run.config === undefined ? null : `/config/versions/${run.config}`,
    },
  };
}

/** Returns the API's view of the edition of a run. */
export function editionView({ edition }: RunRecord): OrderView['edition'] {
  return edition === undefined ? null : { id: edition.id, candidate: edition.canary };
}

function parkedView(parked: Parking | undefined): OrderView['parked'] {
  if (parked === undefined) return null;
  const { step, mode, connection, code, reason, since, until, notBefore } = parked;
  return {
    step,
    doing: mode,
    connection,
    code,
    reason,
    since,
    until,
    released_by: notBefore === undefined ? 'connection' : 'time',
    not_before: notBefore ?? null,
  };
}
