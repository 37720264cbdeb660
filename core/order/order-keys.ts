/** Number of partitions for the orders of one status or one day. */
export const INDEX_SHARDS = 4;

/** Key of an item in the order table. */
export interface ItemKey {
  readonly pk: string;
  readonly sk: string;
}

const STEP_PREFIX = 'step#';

/** Prefix of the sort key of every delivery. */
export const DELIVERY_PREFIX = 'delivery#';

/** Returns the key of the order item. */
export function orderKey(orderId: string): ItemKey {
  return { pk: orderId, sk: 'order' };
}

/** Returns the key of an earlier payload of the order. */
export function payloadKey(orderId: string, revision: number): ItemKey {
  return { pk: orderId, sk: `payload#${revision}` };
}

/** Returns the key of a step item. */
export function stepKey(orderId: string, stepId: string): ItemKey {
  return { pk: orderId, sk: `${STEP_PREFIX}${stepId}` };
}

/** Returns whether a sort key belongs to a step item. */
export function isStepKey(sk: string): boolean {
  return sk.startsWith(STEP_PREFIX);
}

/** Returns the key of the delivery of an event to a webhook. */
export function deliveryKey(orderId: string, sequence: number, webhook: string): ItemKey {
  return { pk: orderId, sk: `${DELIVERY_PREFIX}${String(sequence).padStart(6, '0')}#${webhook}` };
}

/** Returns the key of the state of a webhook's endpoint. */
export function endpointKey(webhook: string): ItemKey {
  return { pk: `webhook#${webhook}`, sk: 'endpoint' };
}

/** Returns the partition of the delivery index for deliveries with this status. */
export function deliveryShardOf(webhook: string, status: string): string {
  return `${webhook}#${status}`;
}

/** Returns the partition of the status index for an order with this status. */
export function statusShardOf(status: string, orderId: string): string {
  return `${status}#${shardOf(orderId)}`;
}

/**
 * Returns the partition of the day index for an order.
 *
 * @param day e.g. `2026-11-22`
 */
export function dayShardOf(day: string, orderId: string): string {
  return `${day}#${shardOf(orderId)}`;
}

/** Returns the partition of the index of orders with unpublished events. */
export function unpublishedShardOf(orderId: string): string {
  return `unpublished#${shardOf(orderId)}`;
}

/** Returns every partition of an index for one prefix: a status, a day or `unpublished`. */
export function shardsOf(prefix: string): readonly string[] {
  return Array.from({ length: INDEX_SHARDS }, (_, shard) => `${prefix}#${shard}`);
}

function shardOf(orderId: string): number {
  return Number.parseInt(orderId.slice(-2), 16) % INDEX_SHARDS;
}
