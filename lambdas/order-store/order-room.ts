import type { OrderRecord, RunStep } from '../../core/order/order-record.ts';
import { runItemsOf } from './order-item.ts';

/** Most bytes of an item. Source: Amazon DynamoDB Developer Guide, "Quotas in Amazon DynamoDB", Item size. */
const MAX_ITEM_BYTES = 400 * 1024;

/**
 * Bytes reserved for the end of a run: an `order.error`; the failure, as an event and in the order, with a public message
 * of 4,000 characters of three bytes; the parking, and the events of ten of them; a cancellation with a reason of 500 characters, as an event and in the order; and the
 * keys.
 */
const END_BYTES = 40 * 1024;

/** An `order.error`: its message (`EVENT_MESSAGE_BYTES` of run-outcome/error-event.ts) and its other fields. */
const ERROR_BYTES = 2_000;

/** `order.degraded`, and `order.healed` with an operator's reason. */
const DEGRADED_BYTES = 2_500;

/**
 * Returns how many bytes stay free in an order's item if the run that is about to start adds as many as it can: the undo
 * of each step may fail, a step may have notices, and a non-critical step may fail and heal.
 *
 * At least as many stay free in DynamoDB: names and values take more bytes in JSON than in an item.
 */
export function roomLeft(order: OrderRecord): number {
  const { payload, runs, ...fields } = order;
  const bytes = bytesOf(payload) + bytesOf({ ...fields, runs: runItemsOf(runs) });
  return MAX_ITEM_BYTES - bytes - bytesToEnd(runs.at(-1)?.steps ?? []);
}

/** Returns how many bytes a run of these steps adds at most, including its end, its cancellation and its undo. */
export function bytesToEnd(steps: readonly RunStep[]): number {
  const ofSteps = steps.map(({ critical }) => (critical ? 2 * ERROR_BYTES : 3 * ERROR_BYTES + DEGRADED_BYTES));
  return ofSteps.reduce((sum, bytes) => sum + bytes, END_BYTES);
}

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}
