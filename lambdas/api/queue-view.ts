import type { QueueView, ResponseBody } from '../../blueprint/routes/response-schemas.ts';
import { holdsPlace, orderOfPlace, placeOf } from '../../core/order/order-lanes.ts';
import type { OrderRecord } from '../../core/order/order-record.ts';
import type { LaneStore } from '../order-store/lane-store.ts';

/** Returns which order is right ahead of a queued one, as its lanes say now; null for an order that is not queued. */
export async function queueView(order: OrderRecord, lanes: Pick<LaneStore, 'places'>): Promise<QueueView | null> {
  if (order.queued === undefined || order.status !== 'submitted') return null;
  const { since } = order.queued;
  const place = placeOf(order, order.runs.length);
  for (const lane of order.lanes ?? []) {
    const places = await lanes.places(lane);
    const ahead = places[places.indexOf(place) - 1];
    if (ahead !== undefined) return { behind: orderOfPlace(ahead), since };
  }
  return { behind: null, since };
}

/** The orders ahead of an order and behind it in one of its lanes. */
export type LaneView = ResponseBody<'OrderDetails'>['lanes'][number];

/** Returns the lanes in which an order has a place now, without their names: those say what the customer has. */
export async function laneViews(order: OrderRecord, lanes: Pick<LaneStore, 'places'>): Promise<readonly LaneView[]> {
  const place = placeOf(order, order.runs.length);
  if (!holdsPlace(order, place)) return [];
  const found = await Promise.all((order.lanes ?? []).map((lane) => lanes.places(lane)));
  return found.flatMap((places) => {
    const at = places.indexOf(place);
    if (at === -1) return [];
    return { ahead: places.slice(0, at).map(orderOfPlace), behind: places.slice(at + 1).map(orderOfPlace) };
  });
}
