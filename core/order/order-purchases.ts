import type { JsonObject } from '../json.ts';
import type { BlockedProducts, Sequence } from '../sequence/sequence.ts';
import { giftStageOf, placedBy } from './order-receiver.ts';
import { orderTypeOf } from './order-types.ts';
import { orderedProducts } from './ordered-products.ts';
import { normalTerm, type SearchTerm } from './search-terms.ts';

/** The mode of an order that names none. */
const DEFAULT_MODE = 'production';

/** What a customer buys once: orders of the same customer, product and mode wait for each other. */
export interface Purchase {
  readonly customer: SearchTerm;
  /** As `orderedProducts` names it. */
  readonly product: string;
  /** E.g. `production`. */
  readonly mode: string;
}

/**
 * Returns the products of an order that its customer must not have twice, sorted, without repeats. Only new orders buy something; a
 * gift is for somebody else, who is looked at when redeeming it.
 */
export function blockedProducts(order: JsonObject, blocked: BlockedProducts): readonly string[] {
  const isNew = typeof order.order_type === 'string' && orderTypeOf(order.order_type) === 'new';
  if (!isNew || giftStageOf(order) === 'purchase') return [];
  const products = orderedProducts(order).filter(
    ({ attributes }) => blocked === 'all' || attributes.block_multiple__limio === true,
  );
  return [...new Set(products.map(({ product }) => product))].sort();
}

/** Returns the mode of an order: subscriptions of one mode do not count in another. */
export function modeOf({ mode }: JsonObject): string {
  return typeof mode === 'string' ? mode : DEFAULT_MODE;
}

/** Returns what an order buys that its sequence lets a customer buy only once; nothing if the order names no customer. */
export function purchasesOf(order: JsonObject, { steps }: Pick<Sequence, 'steps'>): readonly Purchase[] {
  const products = steps.flatMap(({ blocks }) => (blocks === undefined ? [] : blockedProducts(order, blocks)));
  const customer = products.length === 0 ? undefined : customerOf(order);
  if (customer === undefined) return [];
  return [...new Set(products)].sort().map((product) => ({ customer, product, mode: modeOf(order) }));
}

/** Returns who buys: the e-mail address of the customer, by which a CRM knows them, or else the user who placed the order. */
function customerOf(order: JsonObject): SearchTerm | undefined {
  const emails = [order.customerDetails, order.billingDetails, order.userDetails].flatMap((part) =>
    part !== null && typeof part === 'object' && 'email' in part && typeof part.email === 'string' ? [part.email] : [],
  );
  const terms: readonly SearchTerm[] = [
    ...emails.map((text) => ({ kind: 'email', text }) as const),
    { kind: 'owner', text: placedBy(order) ?? '' },
  ];
  return terms.find((term) => normalTerm(term) !== undefined);
}
