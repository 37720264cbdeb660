import { isJsonObject, type JsonObject, type JsonValue, textOf } from '../json.ts';

/** A product in an order, with its item. */
export interface OrderedProduct {
  /** Id of the item, or else its position in the order, from 0. */
  readonly itemId: string;
  /** Whether the item belongs to another item. */
  readonly isAddOn: boolean;
  /** Name of the product: its path, or else its code, or else the path or the id of the offer. */
  readonly product: string;
  readonly attributes: JsonObject;
  /** The entitlements that come with the product, as received. */
  readonly entitlements: readonly JsonValue[];
}

/**
 * Lists the products in an order: those of its items, or else of its own `offer`. Items that remove something
 * (`orderItemActionType` is `remove`) do not count.
 *
 * Products are listed in the item, as a shop sends them, or in the data of its offer. An item without products counts as one
 * product, named after its offer. An item with neither is skipped.
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
