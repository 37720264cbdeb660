import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';

/** A product that an order brings, with the item that brings it. */
export interface OrderedProduct {
  /** Id of the item, else its place in the order, from 0. */
  readonly itemId: string;
  /** Whether the item belongs to another one, as an add-on does. */
  readonly isAddOn: boolean;
  /** What names the product: its path, else its code, else the path or the id of the item's offer. */
  readonly product: string;
  readonly attributes: JsonObject;
  /** The entitlements that the catalogue attaches to the product, as the order has them. */
  readonly entitlements: readonly JsonValue[];
}

/**
 * The products that an order brings: those of its items, else of its own `offer`. Items that take something away
 * (`orderItemActionType` is `remove`) bring none.
 *
 * Products stand at the item, as a shop sends them, or in the offer's data. An item without any counts as one product,
 * named by its offer. An item without an offer either brings nothing.
 */
export function orderedProducts(order: JsonObject): readonly OrderedProduct[] {
  const items =
    Array.isArray(order.orderItems) && order.orderItems.length > 0
      ? order.orderItems
      : [{ offer: order.offer ?? null }];
  return items.filter(isJsonObject).flatMap((item, index) => {
    if (item.orderItemActionType === 'remove') return [];
    const itemId = textOf(item.id) ?? `${index}`;
    const isAddOn = textOf(item.parentId) !== undefined;
    const offer = isJsonObject(item.offer) ? item.offer : {};
    const found = productsOf(item, offer).flatMap((product) => {
      const attributes = isJsonObject(product.attributes) ? product.attributes : {};
      const name = textOf(product.path) ?? textOf(attributes.product_code__limio) ?? offerName(offer);
      const entitlements = Array.isArray(product.entitlements) ? product.entitlements : [];
      return name === undefined ? [] : [{ itemId, isAddOn, product: name, attributes, entitlements }];
    });
    const name = offerName(offer);
    if (found.length > 0 || name === undefined) return found;
    return [{ itemId, isAddOn, product: name, attributes: {}, entitlements: [] }];
  });
}

function productsOf(item: JsonObject, offer: JsonObject): readonly JsonObject[] {
  const data = isJsonObject(offer.data) ? offer.data : {};
  const atItem = Array.isArray(item.products) ? item.products.filter(isJsonObject) : [];
  const inOffer = Array.isArray(data.products) ? data.products.filter(isJsonObject) : [];
  return atItem.length > 0 ? atItem : inOffer;
}

function offerName(offer: JsonObject): string | undefined {
  return textOf(offer.path) ?? textOf(offer.id);
}

function textOf(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
