import { hash } from 'node:crypto';
import type { ResolvedSequence } from '../../../core/config/choose-sequence.ts';
import { canonicalJson, type JsonObject } from '../../../core/json.ts';
import type { OrderRecord } from '../../../core/order/order-record.ts';
import { INITIAL_STATUS } from '../../../core/order/order-status.ts';
import type { Trace } from '../../../core/trace/trace-context.ts';
import { newRun } from '../../order-runs/new-run.ts';

/**
 * Returns a hash that distinguishes a repeat of an order from a different order with the same key. The order of fields
 * does not matter.
 */
export function fingerprintOf(order: JsonObject): string {
  return hash('sha256', canonicalJson(order), 'base64url');
}

/**
 * Returns the record of a new order, with its first event and its first run, which has not started.
 *
 * @param trace of the request. @default a new one
 */
export function newOrder(
  id: string,
  payload: JsonObject,
  resolved: ResolvedSequence,
  now: Date,
  lanes: readonly string[],
  trace?: Trace,
): OrderRecord {
  const at = now.toISOString();
  return {
    id,
    status: INITIAL_STATUS,
    revision: 1,
    payload,
    orderType: resolved.facts.orderType,
    mode: payload.mode === 'test' ? 'test' : 'production',
    degraded: [],
    runs: [newRun(1, resolved, at)],
    events: [{ type: 'order.submitted', occurredAt: at, run: 1 }],
    fingerprint: fingerprintOf(payload),
    ...(trace !== undefined && { trace }),
    ...(lanes.length > 0 && { lanes }),
    createdAt: at,
    updatedAt: at,
  };
}
