import { isJsonObject, type JsonObject, type JsonValue } from '../../core/json.ts';
import type { PluginContext } from '../../core/plugin/plugin-context.ts';
import { definedFields } from '../kit/defined-fields.ts';
import type { PlatformEventOptions } from './options.ts';

/** Longest text that fits into a long text area of Salesforce ("Salesforce Help", Custom Field Types). */
const MAX_TEXT_LENGTH = 131_072;

/** Top-level fields that a reduced order keeps by default (Limio's page "Platform Events"). */
const DEFAULT_FIELDS = [
  'tracking',
  'billingDetails',
  'customerDetails',
  'deliveryDetails',
  'orderDate',
  'orderItems',
  'payment',
  'payment_reference',
  'payment_status',
  'source',
  'total',
  'variant',
  'forSubscription',
  'originalOffer',
  'customFields',
];
const ITEM_FIELDS = ['name', 'type', 'quantity', 'id'];
const PRICE_FIELDS = ['summary', 'currency', 'amount'];
const OFFER_FIELDS = ['name', 'path', 'id', 'version', 'type'];
const PRODUCT_FIELDS = ['path', 'attributes', 'record_type'];

/** Returns the reduced order as JSON; `undefined` if the options exclude it, or, with a warning, if it is too long. */
export function reducedOrderText(context: PluginContext<PlatformEventOptions>): string | undefined {
  const { log, options, order } = context;
  if (!options.sendWholeOrder) return undefined;
  const text = JSON.stringify(reducedOrder(order, options.orderDataOptions));
  if (text.length <= MAX_TEXT_LENGTH) return text;
  log.warn('The reduced order is too long for the event, so the event does not contain it', {
    length: text.length,
    most: MAX_TEXT_LENGTH,
  });
  return undefined;
}

/** Reduces an order and its items to the fields that the options keep. */
function reducedOrder(order: JsonObject, options: PlatformEventOptions['orderDataOptions']): JsonObject {
  const kept = pick(order, options.fieldsToKeep ?? DEFAULT_FIELDS);
  if (!Array.isArray(kept.orderItems)) return kept;
  return { ...kept, orderItems: kept.orderItems.filter(isJsonObject).map((item) => reducedItem(item, options)) };
}

function reducedItem(item: JsonObject, options: PlatformEventOptions['orderDataOptions']): JsonObject {
  const { offer, price, products } = item;
  return definedFields({
    ...pick(item, [...ITEM_FIELDS, ...options.itemFields]),
    price: isJsonObject(price) ? pick(price, PRICE_FIELDS) : undefined,
    offer: isJsonObject(offer)
      ? { ...pick(offer, OFFER_FIELDS), data: offerData(offer.data, options.offerDataFields) }
      : undefined,
    products: Array.isArray(products)
      ? products.filter(isJsonObject).map((product) => reducedProduct(product, options.productDataFields))
      : undefined,
  });
}

function offerData(data: JsonValue | undefined, fields: readonly string[]): JsonObject {
  if (!isJsonObject(data)) return {};
  const attributes = isJsonObject(data.attributes) ? pick(data.attributes, ['price__limio']) : {};
  return { ...pick(data, fields), attributes };
}

function reducedProduct(product: JsonObject, fields: readonly string[]): JsonObject {
  const data = fields.length > 0 && isJsonObject(product.data) ? pick(product.data, fields) : undefined;
  return definedFields({ ...pick(product, PRODUCT_FIELDS), data });
}

function pick(from: JsonObject, names: readonly string[]): JsonObject {
  return definedFields(
    Object.fromEntries(names.map((name) => [name, Object.hasOwn(from, name) ? from[name] : undefined])),
  );
}
