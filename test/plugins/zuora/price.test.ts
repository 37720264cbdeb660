import { describe, expect, it } from 'vitest';
import { failureOf } from '../../../contract/failure-of.ts';
import { NEW_ORDER } from '../../../contract/partner-sandbox.ts';
import type { JsonObject } from '../../../core/json.ts';
import { zuora } from '../../../plugins/zuora/plugin.ts';
import { type GivenContext, pluginContext, sendOverHttp } from '../../helpers/plugin-context.ts';
import { probed } from '../recover.ts';
import { NUMBER, OPTIONS, ORDER, problemsOf, useZuora } from './use-zuora.ts';

const { run, sandbox, subscribe, watched } = useZuora();

/** The order says 17.50, and its plan costs 12. */
const CHEAPER = NEW_ORDER;
const monthly = (charges: readonly JsonObject[]) => ({
  ratePlans: { '/offers2/Digital Monthly': { productRatePlanId: 'plan-monthly', charges } },
});
const FLAT = monthly([{ id: 'c', model: 'recurringFlatFee' }]);
const orders = (sent: readonly { url: string }[]) => sent.filter(({ url }) => url.endsWith('/v1/orders')).length;

describe('the price of a new order, verified', () => {
  it('declines another amount than the catalogue has before anything is created, and names both', async () => {
    const failure = await failureOf(run(CHEAPER));
    expect(failure).toMatchObject({ name: 'PluginDeclined', code: 'price_mismatch' });
    expect(failure.message).toContain('17.5 GBP');
    expect(failure.message).toContain('12 GBP');
    expect(failure.publicMessage).not.toMatch(/\d/);
    expect(await sandbox.effects()).toEqual([]);
    expect(await failureOf(run(CHEAPER, { attempt: 2 }))).toMatchObject({ code: 'price_mismatch' });
    expect(await sandbox.effects()).toEqual([]);
  });

  it('places the order at the same amount, and says what was billed and collected', async () => {
    const { output } = await run(ORDER);
    expect(output).toMatchObject({
      effectiveDate: '2026-03-02',
      invoiceNumbers: ['INV00000001'],
      billedAmount: 12,
      collectedAmount: 12,
      creditedAmount: 0,
      refundedAmount: 0,
      currency: 'GBP',
      price: { rule: 'verify', compared: true, ordered: 12, difference: 0 },
    });
    expect(output.notices).toBeUndefined();
  });

  it('previews through the first day, without what only an order may have', async () => {
    const sent = await watched(ORDER);
    const preview = sent.find(({ url }) => url.endsWith('/preview'))?.json as JsonObject;
    expect(preview).toMatchObject({
      previewAccountInfo: { billCycleDay: 0, currency: 'GBP', soldToContact: { city: 'Leeds', country: 'GB' } },
      previewOptions: { previewThruType: 'SpecificDate', specificPreviewThruDate: '2026-03-02' },
    });
    expect(Object.keys(preview)).not.toContain('newAccount');
    expect(Object.keys(preview)).not.toContain('processingOptions');
    expect(JSON.stringify(preview)).not.toContain('Ada');
  });

  it('previews nothing again when the order is placed, and finds the same amounts after a lost reply', async () => {
    await sandbox.fault({ partner: 'zuora', path: '/v1/orders', fault: 'drop-after-effect', times: 1 });
    expect(await failureOf(run(ORDER))).toMatchObject({ name: 'CalloutNoReply' });
    const { context } = pluginContext(zuora, { secrets: sandbox.secrets, order: ORDER, options: OPTIONS });
    const found = await probed(zuora, context);
    const sent = await watched(ORDER, { attempt: 2 });
    expect(sent.filter(({ url }) => url.endsWith('/preview'))).toEqual([]);
    const { output } = await run(ORDER, { attempt: 3 });
    expect(found).toEqual({ applied: true, output });
    expect(output).toMatchObject({ billedAmount: 12, collectedAmount: 12, invoiceNumbers: ['INV00000001'] });
  });

  it.each(['500', '429', 'malformed'])(
    'is retried when the preview fails with %s, and nothing is created',
    async (fault) => {
      await sandbox.fault({ partner: 'zuora', path: '/v1/orders/preview', fault, times: 1 });
      expect(await failureOf(run(ORDER))).toMatchObject({ name: 'PluginTransient' });
      expect(await sandbox.effects()).toEqual([]);
      await run(ORDER, { attempt: 2 });
    },
  );

  it.each<[string, JsonObject]>([
    ['no amount', { total: { currency: 'GBP' }, orderItems: itemsAt(undefined) }],
    ['a redeemed gift', { isGift: true, isRedeem: true }],
  ])('has nothing to compare for %s, and says so', async (_name, more) => {
    const sent = await watched({ ...CHEAPER, ...more });
    expect(sent.filter(({ url }) => url.endsWith('/preview'))).toEqual([]);
    const { output } = await run({ ...CHEAPER, ...more }, { attempt: 2 });
    expect(output.price).toEqual({ rule: 'verify', compared: false });
  });

  it('takes the prices of the items times their quantities if there is no total', async () => {
    const order = { ...ORDER, total: { currency: 'GBP' } };
    expect((await run(order)).output).toMatchObject({ price: { ordered: 12 } });
    const twice = { ...order, orderItems: itemsAt(12, 2) };
    const options = monthly([{ id: 'c', model: 'recurringFlatFee' }]);
    expect(problemsOf(twice, options)).toEqual(['quantity_not_mapped at orderItems[0].offer.path']);
  });

  it('verifies a free order, so that no priced plan is given away as an unpaid invoice', async () => {
    const free = { ...ORDER, total: { amount: 0, currency: 'GBP' } };
    expect(await failureOf(run(free))).toMatchObject({ code: 'price_mismatch' });
  });

  it.each([
    ['an order that waits for its activation', { requires_service_activation__limio: true }, '2026-03-02'],
    ['an order that starts later', {}, '2027-05-01'],
  ])('verifies %s as it will be billed', async (_name, attributes, orderDate) => {
    const offer = { path: '/offers2/Digital Monthly', data: { attributes } };
    const later = { ...ORDER, orderDate, orderItems: [{ id: '1', offer, price: { amount: 12, currency: 'GBP' } }] };
    const wrong = { ...later, total: { amount: 11, currency: 'GBP' } };
    expect(await failureOf(run(wrong))).toMatchObject({ code: 'price_mismatch' });
    expect(await sandbox.effects()).toEqual([]);
    expect((await run(later)).output).toMatchObject({ price: { compared: true, difference: 0 } });
  });

  it('fails for an amount in another currency than the account has', async () => {
    const accountNumber = await subscribe();
    const order = {
      ...ORDER,
      total: { amount: 12, currency: 'EUR' },
      customFields: { zuora_account_number: accountNumber },
    };
    expect(await failureOf(run(order))).toMatchObject({ code: 'currency_mismatch' });
  });
});

describe('the price of a change', () => {
  const target = { subscriptionRef: NUMBER, orderDate: '2026-03-10' };
  const annual = { ...target, order_type: 'change_offer', offer: { path: '/offers2/Digital Annual' } };
  const addition = {
    ...target,
    order_type: 'update_subscription',
    updates: [{ type: 'add', record_type: 'add_on', id: 'x', path: '/add_ons/Newsletter', quantity: 2 }],
  };

  it.each<[string, JsonObject]>([
    ['change_offer', annual],
    ['add_offer', { ...target, order_type: 'add_offer', offer: { path: '/offers2/Digital Annual' } }],
    ['update_subscription', addition],
    ['renew', { ...target, order_type: 'renew' }],
  ])('of %s is its total, and is declined when Zuora bills another', async (_name, order) => {
    await subscribe();
    const before = await sandbox.effects();
    const wrong = { ...order, total: { amount: 1234, currency: 'GBP' } };
    const failure = await failureOf(run(wrong));
    expect(failure).toMatchObject({ name: 'PluginDeclined', code: 'price_mismatch' });
    expect(await sandbox.effects()).toEqual(before);
    const billed = Number(/found ([\d.]+) GBP/.exec(failure.message)?.[1]);
    const { output } = await run({ ...order, total: { amount: billed, currency: 'GBP' } });
    expect(output).toMatchObject({ billedAmount: billed, price: { ordered: billed, difference: 0 } });
    expect(output.effectiveDate).toMatch(/^\d{4}-\d{2}-\d{2}$/);
  });

  it('of a renewal is billed through the first day of the renewed term', async () => {
    await subscribe();
    const sent = await watched({ ...target, order_type: 'renew' });
    const order = sent.find(({ url }) => url.endsWith('/v1/orders'))?.json as JsonObject;
    expect(order.processingOptions).toMatchObject({ billingOptions: { targetDate: '2027-03-02' } });
  });
});

describe('the price of an order, overridden', () => {
  const options = { price: 'override', ...FLAT };

  it('is billed as the order says, for all terms or for the initial one', async () => {
    const sent = await watched(CHEAPER, { options });
    expect(overridesOf(sent)).toEqual([
      { productRatePlanChargeId: 'c', pricing: { recurringFlatFee: { listPrice: 17.5 } } },
    ]);
    const { output } = await run(CHEAPER, { options, attempt: 2 });
    expect(output).toMatchObject({
      billedAmount: 17.5,
      collectedAmount: 17.5,
      price: { rule: 'override', difference: 0 },
    });
    const initial = await watched(CHEAPER, { options: { ...options, priceTerms: 'initial' }, orderId: 'order-2' });
    expect(overridesOf(initial)).toMatchObject([
      { pricing: { recurringFlatFee: { listPrice: 17.5, priceChangeOption: 'UseLatestProductCatalogPricing' } } },
    ]);
  });

  it('is limited to the initial term by the offer', async () => {
    const attributes = { launch_price: true };
    const offer = { path: '/offers2/Digital Monthly', data: { attributes } };
    const order = { ...CHEAPER, orderItems: [{ id: '1', offer, price: { amount: 17.5, currency: 'GBP' } }] };
    const marked = { ...options, initialPriceAttribute: 'launch_price' };
    expect(overridesOf(await watched(order, { options: marked }))).toMatchObject([
      { pricing: { recurringFlatFee: { priceChangeOption: 'UseLatestProductCatalogPricing' } } },
    ]);
  });

  it.each([
    ['recurringPerUnit', { listPrice: 17.5, quantity: 3 }],
    ['oneTimePerUnit', { listPrice: 17.5, quantity: 3 }],
    ['recurringTiered', { quantity: 3 }],
    ['oneTimeVolume', { quantity: 3 }],
  ])('has the fields of %s', async (model, pricing) => {
    const order = { ...CHEAPER, orderItems: itemsAt(17.5, 3) };
    const charges = [
      { id: 'c', model },
      ...(model.includes('PerUnit') ? [] : [{ id: 'd', model: 'recurringFlatFee' }]),
    ];
    const sent: JsonObject[] = [];
    const http = async (request: Parameters<typeof sendOverHttp>[0]) => {
      if (!request.url.endsWith('/v1/orders')) return sendOverHttp(request);
      sent.push(request.json as JsonObject);
      return { status: 400, headers: {}, body: null };
    };
    await failureOf(run(order, { options: { price: 'override', ...monthly(charges) }, http }));
    expect(overridesOf([{ url: '/v1/orders', json: sent[0] ?? {} }])).toContainEqual({
      productRatePlanChargeId: 'c',
      pricing: { [model]: pricing },
    });
  });

  it.each<[string, readonly JsonObject[], JsonObject, readonly string[]]>([
    ['no charge', [], {}, ['price_not_mapped at orderItems[0].offer.path']],
    ['a tiered charge', [{ id: 'c', model: 'recurringTiered' }], {}, ['price_not_mapped at orderItems[0].offer.path']],
    ['one charge', [{ id: 'c', model: 'recurringFlatFee' }], {}, []],
    [
      'a price for the first periods',
      [{ id: 'c', model: 'recurringFlatFee' }],
      { price__limio: [{ type: 'recurring', value: 1, repeat_count: 3 }] },
      ['price_not_expressible at orderItems[0].offer.path'],
    ],
    [
      'two recurring prices',
      [{ id: 'c', model: 'recurringFlatFee' }],
      { price__limio: [{ type: 'recurring' }, { type: 'recurring' }] },
      ['price_not_expressible at orderItems[0].offer.path'],
    ],
  ])('is checked with %s', (_name, charges, attributes, expected) => {
    const offer = { path: '/offers2/Digital Monthly', data: { attributes } };
    const order = { ...CHEAPER, orderItems: [{ id: '1', offer, price: { amount: 17.5, currency: 'GBP' } }] };
    expect(problemsOf(order, { price: 'override', ...monthly(charges) })).toEqual(expected);
    expect(problemsOf(order, monthly(charges))).toEqual([]);
  });

  it('needs one charge that takes the price', () => {
    const two = [
      { id: 'c', model: 'recurringFlatFee' },
      { id: 'd', model: 'oneTimeFlatFee' },
    ];
    expect(() => zuora.options.parse({ price: 'override', ...monthly(two) })).toThrow(/expected one charge/);
    zuora.options.parse(monthly(two));
    const [first, second] = two;
    zuora.options.parse({ price: 'override', ...monthly([{ ...first }, { ...second, takesPrice: false }]) });
    expect(() => zuora.options.parse(monthly([{ id: 'c', model: 'usagePerUnit' }]))).toThrow();
  });
});

describe('the price of an order, as in the catalogue', () => {
  const run17 = (options: JsonObject) => run(CHEAPER, { options: { price: 'catalogue', ...options } });

  it('is billed, with the difference on the record and in a notice', async () => {
    const { output } = await run17({});
    expect(output).toMatchObject({
      billedAmount: 12,
      price: { rule: 'catalogue', compared: true, ordered: 17.5, difference: -5.5 },
      notices: [{ code: 'price_differs', message: expect.stringContaining('-5.5 GBP') }],
    });
  });

  it('tolerates a difference as the options say', async () => {
    expect((await run17({ priceTolerance: 5.49 })).output.notices).toHaveLength(1);
    const { output } = await run(CHEAPER, {
      options: { price: 'catalogue', priceTolerance: 5.5 },
      orderId: 'order-tolerated',
    });
    expect(output.notices).toBeUndefined();
    expect(output.price).toMatchObject({ difference: -5.5 });
  });
});

describe('amounts that Zuora does not show', () => {
  it('are a notice, and no failure of the order', async () => {
    const http = async (request: Parameters<typeof sendOverHttp>[0]) =>
      request.url.includes('/v1/invoices/') ? { status: 500, headers: {}, body: null } : sendOverHttp(request);
    const { output } = await run(ORDER, { http });
    expect(output).toMatchObject({ status: 'Completed', notices: [{ code: 'amounts_unread' }] });
    expect(output.billedAmount).toBeUndefined();
  });

  it('are left out when the tenant bills orders later', async () => {
    const options: GivenContext['options'] = { runBilling: false };
    const { output } = await run(ORDER, { options });
    expect(output).toMatchObject({ price: { compared: true, difference: 0 } });
    expect(output.billedAmount).toBeUndefined();
    expect(output.notices).toBeUndefined();
  });
});

function itemsAt(amount: number | undefined, quantity = 1): readonly JsonObject[] {
  const price = amount === undefined ? {} : { price: { amount, currency: 'GBP' } };
  return [{ id: 'item-1', quantity, offer: { path: '/offers2/Digital Monthly' }, ...price }];
}

function overridesOf(sent: readonly { readonly url: string; readonly json?: unknown }[]): unknown {
  expect(orders(sent)).toBe(1);
  const order = sent.find(({ url }) => url.endsWith('/v1/orders'))?.json as {
    subscriptions: readonly {
      orderActions: readonly {
        createSubscription: { subscribeToRatePlans: readonly { chargeOverrides: unknown }[] };
      }[];
    }[];
  };
  return order.subscriptions[0]?.orderActions[0]?.createSubscription.subscribeToRatePlans[0]?.chargeOverrides;
}
