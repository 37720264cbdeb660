/** Number of partitions for the orders of one status or one day. */
export const INDEX_SHARDS = 4;

/** Key of an item in the order table. */
export interface ItemKey {
  readonly pk: string;
  readonly sk: string;
}

const STEP_PREFIX = 'step#';
const PAYLOAD_PREFIX = 'payload#';
const READ_PREFIX = 'read#';

/** Prefix of the sort key of every delivery. */
export const DELIVERY_PREFIX = 'delivery#';

/** Returns the key of the order item. */
export function orderKey(orderId: string): ItemKey {
  return { pk: orderId, sk: 'order' };
}

/** Returns the key of an earlier payload of the order. */
export function payloadKey(orderId: string, revision: number): ItemKey {
  return { pk: orderId, sk: `${PAYLOAD_PREFIX}${revision}` };
}

/** Returns whether a sort key belongs to an earlier payload. */
export function isPayloadKey(sk: string): boolean {
  return sk.startsWith(PAYLOAD_PREFIX);
}

/** Returns the key of the record of a read of the payload. @param at ISO 8601 @param person tells persons apart, without "#" */
export function payloadReadKey(orderId: string, at: string, person: string): ItemKey {
  return { pk: orderId, sk: `${READ_PREFIX}${at.slice(0, 16)}#${person}` };
}

/** Returns whether a sort key belongs to the record of a read of the payload. */
export function isPayloadReadKey(sk: string): boolean {
  return sk.startsWith(READ_PREFIX);
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

/** Returns whether a sort key belongs to a delivery. */
export function isDeliveryKey(sk: string): boolean {
  return sk.startsWith(DELIVERY_PREFIX);
}

/** Partition of the states of all connections. */
export const CONNECTIONS_PARTITION = 'connections';

/** Returns the key of the state of a connection. */
export function connectionKey(name: string): ItemKey {
  return { pk: CONNECTIONS_PARTITION, sk: name };
}

/** Partition of the versions of the tenant's config and of its deployments. */
export const CONFIG_PARTITION = 'config';

/** Prefix of the sort key of every deployment, followed by its number. */
export const DEPLOYMENT_PREFIX = 'deployment#';

/** Returns the key of a deployment. @param number from 1 */
export function deploymentKey(number: number): ItemKey {
  return { pk: CONFIG_PARTITION, sk: `${DEPLOYMENT_PREFIX}${String(number).padStart(8, '0')}` };
}

/** Returns the key of a version of the tenant's config. */
export function configVersionKey(version: string): ItemKey {
  return { pk: CONFIG_PARTITION, sk: `version#${version}` };
}

/** Key of the item that says which edition new orders get. */
export const ROLLOUT_KEY: ItemKey = { pk: CONFIG_PARTITION, sk: 'rollout' };

/** Returns the key of an edition. @param id at most 200 characters */
export function editionKey(id: string): ItemKey {
  return { pk: CONFIG_PARTITION, sk: `edition#${id}` };
}

/** Returns the key of a lane. @param lane as in the order's record */
export function laneKey(lane: string): ItemKey {
  return { pk: `lane#${lane}`, sk: 'lane' };
}

/** Returns the key of an account's reservation of a product. @param crmId @param product short enough for a key */
export function reservationKey(crmId: string, mode: string, product: string): ItemKey {
  return { pk: `account#${crmId}`, sk: `reservation#${mode}#${product}` };
}

/** Where the status index has the orders that wait for their turn in a lane. */
export const QUEUED = 'queued';

/** Returns the key of the state of a webhook's endpoint. */
export function endpointKey(webhook: string): ItemKey {
  return { pk: `webhook#${webhook}`, sk: 'endpoint' };
}

/** Returns the partition of the delivery index for deliveries with this status. */
export function deliveryShardOf(webhook: string, status: string): string {
  return `${webhook}#${status}`;
}

/** Takes the place of the status in the status index while an order is parked, whatever its status. */
export const PARKED = 'parked';

/** Returns the partition of the status index for an order with this status, or for a parked one. */
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

/** The prefix of the partitions with the orders that need a person. */
export const ATTENTION = 'attention';

/** Returns the partition of the index of orders that need a person. */
export function attentionShardOf(orderId: string): string {
  return `${ATTENTION}#${shardOf(orderId)}`;
}

/** Returns every partition of an index for one prefix: a status, a day, `unpublished` or `attention`. */
export function shardsOf(prefix: string): readonly string[] {
  return Array.from({ length: INDEX_SHARDS }, (_, shard) => `${prefix}#${shard}`);
}

function shardOf(orderId: string): number {
  return Number.parseInt(orderId.slice(-2), 16) % INDEX_SHARDS;
}
