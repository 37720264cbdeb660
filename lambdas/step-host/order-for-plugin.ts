import type { JsonObject } from '../../core/json.ts';
import { orderReferenceOf } from '../../core/order/order-ids.ts';
import type { OrderRecord } from '../../core/order/order-record.ts';

/**
 * The order as plugins and expressions see it: as received, with the `id` and the `order_reference` by which other
 * systems know it here. A reference that the channel gave stays.
 */
export function orderForPlugin({ id, payload }: Pick<OrderRecord, 'id' | 'payload'>): JsonObject {
  return { order_reference: orderReferenceOf(id), ...payload, id };
}
