import type { OrderRecord } from './order-record.ts';

/** The fields of an order that a list reads. */
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

/** An order with the fields that a list reads. */
export type OrderSummaryRecord = Pick<OrderRecord, (typeof SUMMARY_FIELDS)[number]>;
