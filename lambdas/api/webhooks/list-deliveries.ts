import { type DeliveryRecord, LISTED_STATUSES } from '../../../core/webhooks/delivery-record.ts';
import { type DeliveryIndex, type DeliveryPosition, positionOf } from '../../webhook-store/delivery-index.ts';
import type { ApiAnswer, ApiRequest } from '../api-request.ts';
import { parseQuery } from '../parse-query.ts';
import { decodeCursor, deliveriesQuerySchema, encodeCursor } from './deliveries-query.ts';
import { deliveryView } from './delivery-view.ts';

/** Answers `GET /webhooks/deliveries`: newest first, or an order's by event. */
export async function listDeliveries(
  index: DeliveryIndex,
  webhooks: readonly string[],
  request: ApiRequest,
): Promise<ApiAnswer> {
  const { webhook, status, order, limit, cursor } = parseQuery(deliveriesQuerySchema, request);
  const after = cursor === undefined ? undefined : decodeCursor(cursor);
  const found =
    order === undefined
      ? await newestOf(index, { webhook, status, webhooks, limit }, after)
      : (await index.ofOrder(order))
          .filter((delivery) => webhook === undefined || delivery.webhook === webhook)
          .filter((delivery) => status === undefined || delivery.status === status)
          .filter((delivery) => after === undefined || positionOf(delivery).sk > after.sk);
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return {
    status: 200,
    body: {
      items: page.map(deliveryView),
      cursor: found.length > limit && last !== undefined ? encodeCursor(positionOf(last)) : null,
    },
  };
}

interface NewestFilter {
  readonly webhook: string | undefined;
  readonly status: (typeof LISTED_STATUSES)[number] | undefined;
  readonly webhooks: readonly string[];
  readonly limit: number;
}

/** One more than the limit, which says whether there is a further page. */
async function newestOf(
  index: DeliveryIndex,
  { webhook, status, webhooks, limit }: NewestFilter,
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
