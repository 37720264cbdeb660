import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const PLUGINS = new URL('../../plugins/', import.meta.url);

/** Fields of an order whose meaning only `core/order/` knows, and the reader to use instead. */
const READERS: Readonly<Record<string, string>> = {
  orderDate: 'orderDay or placedAt of order-days.ts',
  cancelDate: 'chosenDay or effectOf',
  effectiveDate: 'changeDay or effectOf',
  effective_date: 'updateDays',
  orderItemActionType: 'boughtOf or orderedItems of order-items.ts',
  requires_service_activation__limio: 'waitsForActivation of order-items.ts',
  isGift: 'giftStageOf of order-receiver.ts',
  isRedeem: 'giftStageOf of order-receiver.ts',
  recipientDetails: 'receiverOf of order-receiver.ts',
  giftCode: 'giftCodeOf of order-receiver.ts',
  gift_code: 'giftCodeOf of order-receiver.ts',
  redeemCode: 'giftCodeOf of order-receiver.ts',
  forSubscription: 'namedSubscription of order-subscription.ts',
  subscriptionRef: 'namedSubscription of order-subscription.ts',
  subscriptionId: 'namedSubscription of order-subscription.ts',
  sub_reference: 'namedSubscription of order-subscription.ts',
};

/** Zuora's own fields of these names. An order's may not be read next to them. */
const ZUORA_FIELDS = ['orderDate', 'effectiveDate'];

/** Where a plugin writes such a word without reading it from the order. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  // The result of `effectOf`.
  'entitlements/entitlement-request.ts': ['effectiveDate'],
  'platform-events/event-fields.ts': ['effectiveDate'],
  // Schemas of items that are handed to `boughtOf`, and of orders that are handed to `giftStageOf`.
  'platform-events/order-event-schema.ts': ['orderItemActionType'],
  'zuora/order-actions/new-order/new-order-schema.ts': ['orderItemActionType', 'isGift', 'isRedeem'],
  // The result of `giftCodeOf`.
  'zuora/order-fields/mapped-fields.ts': ['giftCode'],
};

/** Returns the code of a file without comments, texts and templates, whose expressions stay. */
function codeOf(source: string): string {
  return source
    .replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, ' ')
    .replace(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g, "''")
    .replace(/`(?:[^`\\]|\\.)*`/g, (template) =>
      [...template.matchAll(/\$\{([^}]*)\}/g)].map((found) => found[1]).join(' '),
    );
}

function readsIn(file: string, source: string): readonly string[] {
  const code = codeOf(source);
  const words = new Set(code.match(/[A-Za-z_$][\w$]*/g) ?? []);
  const fromOrder = (field: string) => new RegExp(`\\b(order|payload|parsed)\\??\\.${field}\\b`).test(code);
  const byName = (field: string) => source.includes(`['${field}']`);
  return Object.keys(READERS).filter((field) => {
    const isPartners = file.startsWith('zuora/') && ZUORA_FIELDS.includes(field);
    return (isPartners ? fromOrder(field) : words.has(field)) || byName(field);
  });
}

describe('a plugin', () => {
  const files = readdirSync(PLUGINS, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));

  it.each(files)('%s reads days, items, receiver and subscription of an order by the readers of core/order', (file) => {
    const found = readsIn(file, readFileSync(new URL(file, PLUGINS), 'utf8')).filter(
      (field) => !(ALLOWED[file] ?? []).includes(field),
    );
    expect(found.map((field) => `${field}: use ${READERS[field]}`)).toEqual([]);
  });

  it('that reads such a field by itself is found, but not one that only writes about it', () => {
    expect(readsIn('a.ts', 'const { cancelDate } = order;')).toEqual(['cancelDate']);
    expect(readsIn('a.ts', ['const end = `$', '{order.effective_date}`;'].join(''))).toEqual(['effective_date']);
    expect(readsIn('a.ts', "const gift = order['isGift'];")).toEqual(['isGift']);
    expect(readsIn('zuora/a.ts', 'return { orderDate: order.orderDate };')).toEqual(['orderDate']);
    expect(readsIn('zuora/a.ts', 'return { orderDate };')).toEqual([]);
    expect(readsIn('a.ts', "/** The `cancelDate`. */ const path = 'cancelDate'; // cancelDate")).toEqual([]);
  });
});
