import { isJsonObject, type JsonObject, type JsonValue, textOf } from '../json.ts';
import { boughtOf, objectsOf, orderedItems, type PlacedItem } from './order-items.ts';

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

/** Lists the products that an order buys, each as `productsOf` reads it. */
export function orderedProducts(order: JsonObject): readonly OrderedProduct[] {
  return productsOf(orderedItems(order).bought);
}

/**
 * Lists the products of items.
 *
 * Products are listed in the item, as a shop sends them, or in the data of its offer. An item without products counts as one
 * product, named after its offer. An item with neither is skipped. Bought entries of the item's `addOns` count if they list
 * products.
 */
export function productsOf(items: readonly PlacedItem[]): readonly OrderedProduct[] {
  return items.flatMap(({ index, item }) => {
    const itemId = textOf(item.id) ?? `${index}`;
    const isAddOn = textOf(item.parentId) !== undefined;
    const own = listedProducts(item, itemId, isAddOn);
    const name = offerName(offerOf(item));
    const unlisted = { itemId, isAddOn, attributes: {}, entitlements: [] };
    return [
      ...(own.length > 0 || name === undefined ? own : [{ ...unlisted, product: name }]),
      ...boughtAddOns(item).flatMap((addOn) => listedProducts(addOn, textOf(addOn.id) ?? itemId, true)),
    ];
  });
}

function listedProducts(item: JsonObject, itemId: string, isAddOn: boolean): readonly OrderedProduct[] {
  const offer = offerOf(item);
  const data = isJsonObject(offer.data) ? offer.data : {};
  const atItem = objectsOf(item.products);
  return (atItem.length > 0 ? atItem : objectsOf(data.products)).flatMap((product) => {
    const attributes = isJsonObject(product.attributes) ? product.attributes : {};
    const name = textOf(product.path) ?? textOf(attributes.product_code__limio) ?? offerName(offer);
    const entitlements = Array.isArray(product.entitlements) ? product.entitlements : [];
    return name === undefined ? [] : [{ itemId, isAddOn, product: name, attributes, entitlements }];
  });
}

function boughtAddOns({ addOns }: JsonObject): readonly JsonObject[] {
  return boughtOf(objectsOf(addOns)).map(({ item }) => item);
}

function offerOf({ offer }: JsonObject): JsonObject {
  return isJsonObject(offer) ? offer : {};
}

function offerName(offer: JsonObject): string | undefined {
  return textOf(offer.path) ?? textOf(offer.id);
}
