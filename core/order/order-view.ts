import { orderReferenceOf } from './order-ids.ts';
import type { OrderFailure, OrderRecord, RunStep, StepRecord } from './order-record.ts';
import type { OrderStatus } from './order-status.ts';
import type { StepStatus } from './step-status.ts';

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
export interface OrderView {
  readonly id: string;
  readonly order_reference: string;
  readonly order_type: string;
  readonly status: OrderStatus;
  readonly external_id: string | null;
  readonly subscriptionReference: string | null;
  readonly owner: string | null;
  readonly sequence: { readonly name: string; readonly version: string };
  readonly run: number;
  readonly steps: readonly StepView[];
  readonly failure: OrderFailure | null;
  readonly degraded: readonly string[];
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly links: Readonly<Record<'self' | 'processEvents' | 'events', string>>;
}

/** What the API answers about an order. */
export function orderView(order: OrderRecord, steps: readonly StepRecord[]): OrderView {
  const run = order.runs.at(-1);
  if (run === undefined) throw new TypeError(`Expected order ${order.id} to have a run, found none.`);
  const self = `/orders/${order.id}`;
  return {
    id: order.id,
    order_reference: orderReferenceOf(order.id),
    order_type: order.orderType,
    status: order.status,
    external_id: textOf(order.payload.external_id),
    subscriptionReference: subscriptionReferenceOf(order, steps),
    owner: textOf(order.payload.owner),
    sequence: run.sequence,
    run: run.number,
    steps: run.steps.map((step) =>
      stepView(
        step,
        steps.find((record) => record.stepId === step.id),
      ),
    ),
    failure: order.failure ?? null,
    degraded: order.degraded,
    createdAt: order.createdAt,
    updatedAt: order.updatedAt,
    links: { self, processEvents: `${self}/process-events`, events: `${self}/events` },
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

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
