import { orderReferenceOf } from './order-ids.ts';
import type { OrderFailure, OrderRecord } from './order-record.ts';
import type { OrderStatus } from './order-status.ts';

/** What a list shows of an order: no personal data, no internals, nothing that only its steps tell. */
export interface OrderSummary {
  readonly id: string;
  readonly order_reference: string;
  readonly order_type: string;
  readonly status: OrderStatus;
  readonly external_id: string | null;
  readonly sequence: { readonly name: string; readonly version: string };
  readonly run: number;
  readonly failure: OrderFailure | null;
  readonly degraded: readonly string[];
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly links: Readonly<Record<'self' | 'processEvents' | 'events', string>>;
}

/** What a list needs of an order. */
export const SUMMARY_FIELDS = [
  'id',
  'status',
  'payload',
  'orderType',
  'failure',
  'degraded',
  'runs',
  'createdAt',
  'updatedAt',
] as const satisfies readonly (keyof OrderRecord)[];

/** An order as far as a list needs it. */
export type OrderSummaryRecord = Pick<OrderRecord, (typeof SUMMARY_FIELDS)[number]>;

/** What the API answers about an order in a list. */
export function orderSummary(order: OrderSummaryRecord): OrderSummary {
  const run = order.runs.at(-1);
  if (run === undefined) throw new TypeError(`Expected order ${order.id} to have a run, found none.`);
  const self = `/orders/${order.id}`;
  return {
    id: order.id,
    order_reference: orderReferenceOf(order.id),
    order_type: order.orderType,
    status: order.status,
    external_id: textOrNull(order.payload.external_id),
    sequence: run.sequence,
    run: run.number,
    failure: order.failure ?? null,
    degraded: order.degraded,
    createdAt: order.createdAt,
    updatedAt: order.updatedAt,
    links: { self, processEvents: `${self}/process-events`, events: `${self}/events` },
  };
}

/** A field of an order as text; null when it is anything else, or empty. */
export function textOrNull(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
