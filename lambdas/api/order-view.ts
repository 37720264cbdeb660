import type { OrderRecord, RunStep, StepRecord } from '../../core/order/order-record.ts';
import { type OrderSummary, orderSummary } from '../../core/order/order-summary.ts';
import type { StepStatus } from '../../core/order/step-status.ts';
import { textOf } from '../../core/order/text-of.ts';

/** A step as a reader of the API sees it. */
export interface StepView extends RunStep {
  /** `pending` until its first attempt. */
  readonly status: StepStatus;
  readonly attempts: number;
  /** When its first attempt began. */
  readonly startedAt: string | null;
  /** How long its attempts took together. */
  readonly durationMs: number | null;
  /** Why it was skipped. */
  readonly skipped?: string;
}

/** An order as a reader of the API sees it: no personal data, no internals. */
export interface OrderView extends OrderSummary {
  readonly subscriptionReference: string | null;
  readonly owner: string | null;
  readonly steps: readonly StepView[];
}

/** What the API answers about an order. */
export function orderView(order: OrderRecord, records: readonly StepRecord[]): OrderView {
  const { failure, degraded, createdAt, updatedAt, links, ...head } = orderSummary(order);
  const steps = order.runs.at(-1)?.steps ?? [];
  return {
    ...head,
    subscriptionReference: subscriptionReferenceOf(order, records),
    owner: textOf(order.payload.owner),
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

/** The reference that billing gave the subscription, from whichever step has it; else the one that the order names. */
function subscriptionReferenceOf(order: OrderRecord, steps: readonly StepRecord[]): string | null {
  const found = steps.map((step) => textOf(step.output?.subscriptionNumber)).find((reference) => reference !== null);
  return found ?? textOf(order.payload.subscriptionRef) ?? textOf(order.payload.sub_reference);
}
