/** How many partitions the orders of one status, or of one day, are spread over. */
export const INDEX_SHARDS = 4;

/** Key of an item in the order table. */
export interface ItemKey {
  readonly pk: string;
  readonly sk: string;
}

const STEP_PREFIX = 'step#';

/** The beginning of the sort key of every delivery. */
export const DELIVERY_PREFIX = 'delivery#';

/** Key of the order item. */
export function orderKey(orderId: string): ItemKey {
  return { pk: orderId, sk: 'order' };
}

/** Key of an earlier payload of the order. */
export function payloadKey(orderId: string, revision: number): ItemKey {
  return { pk: orderId, sk: `payload#${revision}` };
}

/** Key of a step's item. */
export function stepKey(orderId: string, stepId: string): ItemKey {
  return { pk: orderId, sk: `${STEP_PREFIX}${stepId}` };
}

/** Whether a sort key is that of a step's item. */
export function isStepKey(sk: string): boolean {
  return sk.startsWith(STEP_PREFIX);
}

/** Key of the item of an event's delivery to a webhook. */
export function deliveryKey(orderId: string, sequence: number, webhook: string): ItemKey {
  return { pk: orderId, sk: `${DELIVERY_PREFIX}${String(sequence).padStart(6, '0')}#${webhook}` };
}

/** Key of what is known of a webhook's endpoint. */
export function endpointKey(webhook: string): ItemKey {
  return { pk: `webhook#${webhook}`, sk: 'endpoint' };
}

/** The partition of the delivery index that a delivery stands in while it has this status. */
export function deliveryShardOf(webhook: string, status: string): string {
  return `${webhook}#${status}`;
}

/** The partition of the status index that an order stands in while it has this status. */
export function statusShardOf(status: string, orderId: string): string {
  return `${status}#${shardOf(orderId)}`;
}

/** The partition of the day index that an order stands in; `day` as `2026-11-22`. */
export function dayShardOf(day: string, orderId: string): string {
  return `${day}#${shardOf(orderId)}`;
}

/** The partition of the index of orders with unpublished events. */
export function unpublishedShardOf(orderId: string): string {
  return `unpublished#${shardOf(orderId)}`;
}

/** Every partition of an index for one prefix: a status, a day or `unpublished`. */
export function shardsOf(prefix: string): readonly string[] {
  return Array.from({ length: INDEX_SHARDS }, (_, shard) => `${prefix}#${shard}`);
}

function shardOf(orderId: string): number {
  return Number.parseInt(orderId.slice(-2), 16) % INDEX_SHARDS;
}
