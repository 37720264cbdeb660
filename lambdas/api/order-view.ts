import type { OrderView, ResponseBody, StepView } from '../../blueprint/routes/response-schemas.ts';
import { textOf } from '../../core/json.ts';
import { orderReferenceOf } from '../../core/order/order-ids.ts';
import type { OrderRecord, OrderSummaryRecord, RunStep, StepRecord } from '../../core/order/order-record.ts';

/** Returns the API's view of an order. */
export function orderView(order: OrderRecord, records: readonly StepRecord[]): OrderView {
  const { failure, degraded, createdAt, updatedAt, links, ...head } = orderSummary(order);
  const steps = order.runs.at(-1)?.steps ?? [];
  return {
    ...head,
    subscriptionReference: subscriptionReferenceOf(order, records),
    owner: textOf(order.payload.owner) ?? null,
    steps: steps.map((step) =>
      stepView(
        step,
        records.find((record) => record.stepId === step.id),
      ),
    ),
    failure,
    degraded,
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

/** Returns the API's view of an order in a list. */
export function orderSummary(order: OrderSummaryRecord): ResponseBody<'OrderSummary'> {
  const run = order.runs.at(-1);
  if (run === undefined) throw new TypeError(`Expected order ${order.id} to have a run, found none.`);
  const self = `/orders/${order.id}`;
  return {
    id: order.id,
    order_reference: orderReferenceOf(order.id),
    order_type: order.orderType,
    status: order.status,
    external_id: textOf(order.payload.external_id) ?? null,
    sequence: run.sequence,
    run: run.number,
    failure: order.failure ?? null,
    degraded: order.degraded,
    createdAt: order.createdAt,
    updatedAt: order.updatedAt,
    links: { self, processEvents: `${self}/process-events`, events: `${self}/events` },
  };
}

/** Returns a field if it is non-empty text, otherwise null. */
