import { isJsonObject, type JsonObject, type JsonValue, textOf } from '../json.ts';
import { isRemoved } from './order-items.ts';
import { type OrderType, orderTypeOf } from './order-types.ts';

/** The facts of an order that overrides and expressions can use. */
export interface OrderFacts {
  readonly orderType: OrderType;
  /** The checkout experience from which the order comes. */
  readonly processingType: string;
  /** The distinct offer types of the items that the order buys; empty if it has none. */
  readonly offerTypes: readonly string[];
}

/** The processing type and the offer type of an order that does not name one. */
const STANDARD = 'standard';

/**
 * Reads the facts of an order.
 *
 * The offer type of an item is `offer.data.attributes.offer_type__limio`. An order without items may have an `offer` itself,
 * e.g. a change of offer.
 *
 * @param order an order that the order schema accepted
 */
export function factsOf(order: JsonObject): OrderFacts {
  const orderType = orderTypeOf(String(order.order_type));
  if (orderType === undefined) throw new TypeError(`Expected a known order_type, found ${String(order.order_type)}.`);
  const processingType = textOf(order.processing_type) ?? STANDARD;
  return { orderType, processingType, offerTypes: [...new Set(offersOf(order).map(offerTypeOf))] };
}

function offersOf(order: JsonObject): readonly JsonValue[] {
  if (Array.isArray(order.orderItems) && order.orderItems.length > 0)
    return order.orderItems.flatMap((item) =>
      isJsonObject(item) ? (isRemoved(item) ? [] : [item.offer ?? null]) : [null],
    );
  return order.offer === undefined ? [] : [order.offer];
}

function offerTypeOf(offer: JsonValue): string {
  const data = isJsonObject(offer) ? offer.data : undefined;
  const attributes = isJsonObject(data) ? data.attributes : undefined;
  const type = isJsonObject(attributes) ? attributes.offer_type__limio : undefined;
  return textOf(type) ?? STANDARD;
}
