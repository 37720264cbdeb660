import type { OrderRecord, RunStep } from '../../core/order/order-record.ts';
import { runItemsOf } from './order-item.ts';

/** The most bytes of an item. Source: Amazon DynamoDB Developer Guide, "Quotas in Amazon DynamoDB", Item size. */
const MAX_ITEM_BYTES = 400 * 1024;

/**
 * Bytes that are kept for the end of a run, whatever becomes of its steps: an `order.error`, and the failure twice (as an
 * event and as the order's own) with a public message of 4,000 characters, three bytes each; a cancellation with a reason
 * of 500, also twice; and the keys.
 */
const END_BYTES = 32 * 1024;

/** An `order.error`: its message (`EVENT_MESSAGE_BYTES` of run-outcome/error-event.ts) and its other fields. */
const ERROR_BYTES = 2_000;

/** `order.degraded`, and `order.healed` with an operator's reason. */
const DEGRADED_BYTES = 2_500;

/**
 * How many bytes are left in the item of an order whose latest run is about to start, when those that the run may yet add
 * are taken off: each step may fail to be undone, and one that the order can do without may fail, and heal.
 *
 * What DynamoDB counts is at most what this does: a name and a value take more in JSON than in an item.
 */
export function roomLeft(order: OrderRecord): number {
  const { payload, runs, ...fields } = order;
  const bytes = bytesOf(payload) + bytesOf({ ...fields, runs: runItemsOf(runs) });
  return MAX_ITEM_BYTES - bytes - bytesToEnd(runs.at(-1)?.steps ?? []);
}

/** The most bytes that a run of these steps adds until it is ended, cancelled and undone. */
export function bytesToEnd(steps: readonly RunStep[]): number {
  const ofSteps = steps.map(({ critical }) => (critical ? ERROR_BYTES : 2 * ERROR_BYTES + DEGRADED_BYTES));
  return ofSteps.reduce((sum, bytes) => sum + bytes, END_BYTES);
}

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}
