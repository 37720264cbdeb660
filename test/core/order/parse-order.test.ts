import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type JsonObject, type JsonValue, MAX_NESTING, walkJson } from '../../../core/json.ts';
import { ORDER_TYPES, type OrderType } from '../../../core/order/order-types.ts';
import { parseOrder } from '../../../core/order/parse-order.ts';
import { fullOrder, MINIMAL_ORDERS } from './order-examples.ts';

function problemsOf(body: unknown) {
  const parsed = parseOrder(body);
  return parsed.ok ? [] : parsed.problems;
}

function pathsOf(body: unknown) {
  return problemsOf(body).map(({ path }) => path);
}

function nested(levels: number): JsonValue {
  return Array.from({ length: levels }).reduce<JsonValue>((inner) => ({ inner }), 'end');
}

/** Returns a copy with another value at a path, or without it. */
function changed(order: JsonObject, path: readonly PropertyKey[], value: JsonValue | undefined): unknown {
  const copy = structuredClone(order) as Record<PropertyKey, unknown>;
  const parent = path.slice(0, -1).reduce<Record<PropertyKey, unknown>>((at, key) => at[key] as never, copy);
  const [last = ''] = path.slice(-1);
  if (value !== undefined || Array.isArray(parent)) parent[last] = value ?? null;
  else delete parent[last];
  return copy;
}

const TARGETED: readonly OrderType[] = ['cancel_subscription', 'renew', 'refund', 'credit', 'activation'];

describe('parseOrder', () => {
  it.each(ORDER_TYPES)('accepts a minimal %s and returns it unchanged', (type) => {
    const order = MINIMAL_ORDERS[type];
    expect(parseOrder(order)).toEqual({ ok: true, order, orderType: type });
  });

  it.each(ORDER_TYPES)('accepts a full %s and keeps unknown fields', (type) => {
    const order = fullOrder(type);
    const parsed = parseOrder(order);
    expect(parsed).toEqual({ ok: true, order: fullOrder(type), orderType: type });
    expect(parsed.ok && parsed.order.shopField).toEqual({ kept: [1, null, 'as it is'] });
  });

  it('treats "submitted" as "new", and keeps the word in the order', () => {
    const order = { ...MINIMAL_ORDERS.new, order_type: 'submitted' };
    expect(parseOrder(order)).toEqual({ ok: true, order, orderType: 'new' });
  });

  it.each<[OrderType, readonly string[]]>([
    ['new', ['orderItems', 'country', 'customerDetails']],
    ['external', ['orderItems']],
    ...TARGETED.map((type): [OrderType, readonly string[]] => [type, ['forSubscription']]),
    ['change_offer', ['offer', 'forSubscription']],
    ['add_offer', ['offer', 'forSubscription']],
    ['change_payment', ['customerId']],
    ['change_address', ['type', 'address', 'customerId']],
    ['update_customer_details', ['customerDetails', 'customerId']],
    ['update_subscription', ['updates', 'forSubscription']],
  ])('reports everything that is missing from an empty %s', (type, paths) => {
    expect(pathsOf({ order_type: type }).toSorted()).toEqual(paths.toSorted());
  });

  it('lists the fields that can name the subscription', () => {
    expect(problemsOf({ order_type: 'refund', forSubscription: null })).toEqual([
      {
        path: 'forSubscription',
        message: 'Expected one of forSubscription, subscriptionId, subscriptionRef, found none.',
      },
    ]);
  });

  it.each<[string, JsonObject, string]>([
    ['items that are not a list', { orderItems: {} }, 'orderItems'],
    ['no items', { orderItems: [] }, 'orderItems'],
    ['an item without an offer', { orderItems: [{ quantity: 1 }] }, 'orderItems[0].offer'],
    ['an offer without id and path', { orderItems: [{ offer: { name: 'Digital' } }] }, 'orderItems[0].offer'],
    ['a fractional quantity', { orderItems: [{ offer: { id: '1' }, quantity: 0.5 }] }, 'orderItems[0].quantity'],
    ['a quantity of zero', { orderItems: [{ offer: { id: '1' }, quantity: 0 }] }, 'orderItems[0].quantity'],
    [
      'a price without a currency',
      { orderItems: [{ offer: { id: '1' }, price: { amount: 1 } }] },
      'orderItems[0].price.currency',
    ],
    ['the name of a currency instead of its code', { total: { amount: 1, currency: 'pounds' } }, 'total.currency'],
    ['an amount as text', { total: { amount: '1', currency: 'GBP' } }, 'total.amount'],
    ['the name of a country instead of its code', { country: 'Britain' }, 'country'],
    ['an invalid e-mail address', { customerDetails: { email: 'ada' } }, 'customerDetails.email'],
    ['a date in words', { orderDate: 'tomorrow' }, 'orderDate'],
    ['a date that does not exist', { orderDate: '2026-02-30' }, 'orderDate'],
    ['a date-time without an offset', { orderDate: '2026-03-02T09:30:00' }, 'orderDate'],
    ['an unknown mode', { mode: 'live' }, 'mode'],
    ['a boolean as text', { process_immediately: 'true' }, 'process_immediately'],
    ['custom fields that are a list', { customFields: [] }, 'customFields'],
    ['an external id that is too long', { external_id: 'x'.repeat(256) }, 'external_id'],
    ['a subscription without id and name', { forSubscription: {} }, 'forSubscription'],
  ])('rejects %s', (_, changes, path) => {
    expect(problemsOf({ ...MINIMAL_ORDERS.new, ...changes })).toEqual([
      { path, message: expect.stringMatching(/^Expected /) },
    ]);
  });

  it.each([null, ''])('takes %j for an absent field wherever a field is optional', (absent) => {
    for (const type of ORDER_TYPES) {
      const order = fullOrder(type);
      for (const { path, value } of walkJson(order).filter(({ path: { length } }) => length > 0)) {
        const isText = typeof value === 'string';
        const without = problemsOf(changed(order, path, undefined)).map((problem) => problem.path);
        if (without.length === 0 && (isText || absent === null))
          expect([type, path, problemsOf(changed(order, path, absent))]).toEqual([type, path, []]);
      }
    }
  });

  it.each<[string, JsonObject, string, RegExp]>([
    ['a common mistake for a country', { country: 'UK' }, 'country', /Send GB\.$/],
    ['a country in lower case', { country: 'gb' }, 'country', /Send GB\.$/],
    ['a country of three letters', { country: 'DEU' }, 'country', /Send DE\.$/],
    ['a code that is no country', { country: 'XX' }, 'country', /such as GB\.$/],
    ['a mistake in an address', { billingDetails: { country: 'UK' } }, 'billingDetails.country', /Send GB\.$/],
    ['a currency in lower case', { total: { amount: 1, currency: 'gbp' } }, 'total.currency', /Send GBP\.$/],
    ['a currency of the past', { total: { amount: 1, currency: 'DEM' } }, 'total.currency', /such as GBP\.$/],
    ['a dot segment as an id', { subscriptionRef: '..' }, 'subscriptionRef', /only dots/],
    ['a dot segment as a name', { forSubscription: { name: '.' } }, 'forSubscription.name', /only dots/],
    [
      'a key that expressions reserve',
      { customFields: { _jsonata_lambda: true } },
      'customFields._jsonata_lambda',
      /Rename/,
    ],
    ['a card number', { customFields: { x: '4111 1111 1111 1111' } }, 'customFields.x', /^Card data/],
  ])('names the place and what to do for %s', (_, changes, path, message) => {
    expect(problemsOf({ ...MINIMAL_ORDERS.new, ...changes })).toEqual([
      { path, message: expect.stringMatching(message) },
    ]);
  });

  it.each<JsonObject>([
    { billingDetails: { country: 'United Kingdom' } },
    { billingDetails: { country: 'GBR' } },
    { deliveryDetails: { country: 'XK' } },
    { customerDetails: { email: 'ada@bücher.example' } },
    { customerDetails: { email: 'o&m@example.org' } },
    { total: { amount: 1, currency: 'XCG' } },
    { orderItems: [{ offer: { id: '1' } }, { offer: { id: '1' } }, { id: 'a', offer: { id: '1' } }] },
  ])('accepts %j', (changes) => {
    expect(problemsOf({ ...MINIMAL_ORDERS.new, ...changes })).toEqual([]);
  });

  it('names items that share an id', () => {
    const item = { id: 'item-1', offer: { id: '1' } };
    const orderItems = [item, { ...item, id: 'item-2' }, item, item];
    expect(pathsOf({ ...MINIMAL_ORDERS.new, orderItems })).toEqual(['orderItems[2].id', 'orderItems[3].id']);
    expect(pathsOf({ ...MINIMAL_ORDERS.renew, orderItems })).toEqual(['orderItems[2].id', 'orderItems[3].id']);
  });

  it('reports mistakes of every kind at once', () => {
    const order = {
      order_type: 'change_offer',
      offer: { name: 1 },
      effectiveDate: 'soon',
      payment: { card: '4242424242424242' },
    };
    expect(pathsOf(order).toSorted()).toEqual([
      'effectiveDate',
      'forSubscription',
      'offer',
      'offer.name',
      'payment.card',
    ]);
  });

  it.each<[string, JsonValue]>([
    ['null', null],
    ['a list', []],
    ['text', 'new'],
  ])('rejects %s as a body', (_, body) => {
    expect(problemsOf(body)).toEqual([{ path: '', message: expect.stringMatching(/^Expected object, found/) }]);
  });

  it.each<[string, JsonValue]>([
    ['a missing one', {}],
    ['an unknown one', { order_type: 'buy' }],
    ['one that is a number', { order_type: 1 }],
    ['the name of an inherited property', { order_type: 'constructor' }],
    ['the name of the prototype', { order_type: '__proto__' }],
  ])('rejects %s as order type', (_, body) => {
    expect(problemsOf(body)).toEqual([
      { path: 'order_type', message: expect.stringMatching(/^Expected (one of new, |string)/) },
    ]);
  });

  it('accepts the maximum number of levels and rejects one more', () => {
    expect(problemsOf({ ...MINIMAL_ORDERS.new, deep: nested(MAX_NESTING - 1) })).toEqual([]);
    expect(problemsOf({ ...MINIMAL_ORDERS.new, deep: nested(MAX_NESTING) })).toEqual([
      { path: '', message: `Expected at most ${MAX_NESTING} levels of nesting, found more.` },
    ]);
    expect(problemsOf(nested(20_000))).toHaveLength(1);
  });

  it('never throws for any JSON, and returns an accepted order unchanged', () => {
    const fields = fc.record(
      {
        order_type: fc.oneof(fc.constantFrom(...ORDER_TYPES, 'submitted', 'constructor', 'toString'), fc.jsonValue()),
        orderItems: fc.oneof(fc.constant([{ offer: { id: '1' } }]), fc.jsonValue()),
        customerDetails: fc.oneof(fc.constant({ email: 'ada@example.org' }), fc.jsonValue()),
        country: fc.oneof(fc.constant('GB'), fc.jsonValue()),
        forSubscription: fc.oneof(fc.constant({ id: '1' }), fc.jsonValue()),
        offer: fc.oneof(fc.constant({ id: '1' }), fc.jsonValue()),
        payment: fc.jsonValue(),
        updates: fc.jsonValue(),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fields), (body) => {
        const before = JSON.stringify(body);
        const parsed = parseOrder(body);
        expect(JSON.stringify(body)).toBe(before);
        if (parsed.ok) expect(parsed.order).toBe(body);
        else expect(parsed.problems.length).toBeGreaterThan(0);
      }),
      { numRuns: 500 },
    );
  });
});
