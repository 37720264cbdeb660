import { createHash } from 'node:crypto';
import type { OrderRecord } from '../../../core/order/order-record.ts';

/** Returns the order id for a number. The ids are spread over the shards of the index. */
export function orderIdOf(number: number): string {
  return `order-${createHash('sha256').update(String(number)).digest('hex').slice(0, 32)}`;
}

/** Returns a stored order with changes. */
export function storedOrder(number: number, changes: Partial<OrderRecord> = {}): OrderRecord {
  const createdAt = changes.createdAt ?? '2026-11-22T10:00:00.000Z';
  return {
    id: orderIdOf(number),
    status: 'complete',
    revision: 1,
    payload: { order_type: 'new', external_id: `CRM-${number}` },
    orderType: 'new',
    mode: 'production',
    degraded: [],
    runs: [
      {
        number: 1,
        sequence: { name: 'default', version: '0123456789ab' },
        steps: [{ id: 'zuora', name: 'zuora', service: 'zuora', phase: 'process', critical: true }],
        why: [{ override: 'trial', matched: false, reason: 'The offer type is standard, not trial.' }],
        startedAt: createdAt,
      },
    ],
    events: [{ type: 'order.submitted', occurredAt: createdAt, run: 1 }],
    fingerprint: 'f',
    createdAt,
    updatedAt: createdAt,
    ...changes,
  };
}
