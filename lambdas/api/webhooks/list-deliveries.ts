import * as z from 'zod';
import type { ResponseBody } from '../../../blueprint/routes/response-schemas.ts';
import { isOrderId } from '../../../core/order/order-ids.ts';
import { type DeliveryRecord, LISTED_STATUSES } from '../../../core/webhooks/delivery-record.ts';
import { type DeliveryIndex, type DeliveryPosition, positionOf } from '../../webhook-store/delivery-index.ts';
import type { RouteRequest } from '../api-request.ts';
import { decodeCursor, encodeCursor } from '../cursor.ts';
import { deliveryView } from './views.ts';

type DeliveriesQuery = RouteRequest<'GET /webhooks/deliveries'>['query'];

/**
 * Returns a page of deliveries, newest first, or those of one order by event number.
 *
 * @param webhooks the names of the tenant's webhooks
 * @throws ApiProblem `invalid-request` naming `cursor`, if it was not issued by this API
 */
export async function listDeliveries(
  index: DeliveryIndex,
  webhooks: readonly string[],
  query: DeliveriesQuery,
): Promise<ResponseBody<'DeliveryList'>> {
  const after = query.cursor === undefined ? undefined : decodeCursor(query.cursor, cursorSchema);
  const found =
    query.order === undefined
      ? await newestDeliveries(index, webhooks, query, after)
      : deliveriesAfter(await index.ofOrder(query.order), query, after);
  const page = found.slice(0, query.limit);
  const last = page.at(-1);
  return {
    items: page.map(deliveryView),
    cursor: found.length > query.limit && last !== undefined ? cursorOf(positionOf(last)) : null,
  };
}

/** Returns up to one more than the limit, which shows whether there is another page. */
async function newestDeliveries(
  index: DeliveryIndex,
  webhooks: readonly string[],
  { webhook, status, limit }: DeliveriesQuery,
  after: DeliveryPosition | undefined,
): Promise<readonly DeliveryRecord[]> {
  const filter = {
    webhooks: webhook === undefined ? webhooks : [webhook],
    statuses: status === undefined ? LISTED_STATUSES : [status],
  };
  const positions: DeliveryPosition[] = [];
  for await (const position of index.positions(filter, after)) {
    positions.push(position);
    if (positions.length > limit) break;
  }
  return index.read(positions);
}

function deliveriesAfter(
  deliveries: readonly DeliveryRecord[],
  { webhook, status }: DeliveriesQuery,
  after: DeliveryPosition | undefined,
): readonly DeliveryRecord[] {
  return deliveries
    .filter((delivery) => webhook === undefined || delivery.webhook === webhook)
    .filter((delivery) => status === undefined || delivery.status === status)
    .filter((delivery) => after === undefined || positionOf(delivery).sk > after.sk);
}

const cursorSchema = z.strictObject({
  createdAt: z.iso.datetime({ precision: 3 }),
  pk: z.string().refine(isOrderId),
  sk: z.string().startsWith('delivery#'),
});

function cursorOf({ createdAt, pk, sk }: DeliveryPosition): string {
  return encodeCursor({ createdAt, pk, sk });
}
