import { describe, expect, it } from 'vitest';
import { failureOf } from '../../../contract/failure-of.ts';
import { NEW_ORDER } from '../../../contract/partner-sandbox.ts';
import type { JsonObject } from '../../../core/json.ts';
import { debitMemoNumber } from '../../../plugins/zuora/api/debit-memo.ts';
import { zuora } from '../../../plugins/zuora/plugin.ts';
import { type GivenContext, pluginContext, TEST_ORDER_ID } from '../../helpers/plugin-context.ts';
import { probed, undone } from '../recover.ts';
import { OPTIONS, problemsOf, useZuora } from './use-zuora.ts';

const { read, run, sandbox, send, watched } = useZuora();
const [ITEM] = NEW_ORDER.orderItems as readonly JsonObject[];
const GIFT: JsonObject = { ...NEW_ORDER, isGift: true, giftCode: 'G-2026', recipientDetails: { sendEmail: true } };
const COLLECT = `/v1/debit-memos/${debitMemoNumber(`${TEST_ORDER_ID}#zuora`)}/collect`;
const CANCEL = COLLECT.replace('collect', 'cancel');
const GIVEN = { options: { giftChargeId: 'c' } };
const effects = async () => (await sandbox.effects()).map(({ amount, kind }) => [kind, amount]);
const PAID = [
  ['account.created', undefined],
  ['debit-memo.created', 17.5],
  ['payment.collected', 17.5],
];
const contextOf = (given: GivenContext = {}) =>
  pluginContext(zuora, {
    secrets: sandbox.secrets,
    order: GIFT,
    ...given,
    options: { ...OPTIONS, ...GIVEN.options, ...given.options },
  }).context;

describe('the purchase of a gift', () => {
  it('charges the buyer by a debit memo, and makes no subscription', async () => {
    const { output } = await run(GIFT, GIVEN);
    expect(output).toEqual({
      accountNumber: expect.stringMatching(/^A-[0-9a-f]{24}$/),
      debitMemoNumber: expect.stringMatching(/^DM-[0-9a-f]{24}$/),
      amount: 17.5,
      currency: 'GBP',
      paymentNumber: expect.any(String),
    });
    expect(await effects()).toEqual(PAID);
    expect(await read(`/v1/debit-memos/${output.debitMemoNumber}`)).toMatchObject({
      status: 'Posted',
      amount: 17.5,
      balance: 0,
      reasonCode: 'Gifting',
    });
    const account = await read(`/v1/accounts/${output.accountNumber}`);
    expect(account).toMatchObject({ billToContact: { firstName: 'Ada', zipCode: 'LS1 1AA' } });
  });

  it('sends the code of the gift if Zuora has a field for it', async () => {
    const customFields = { debitMemo: ['GiftCode__c'] };
    const sent = await watched(GIFT, { options: { ...GIVEN.options, customFields } });
    const memo = sent.find(({ url }) => url.endsWith('/v1/debit-memos'))?.json;
    expect(memo).toMatchObject({ GiftCode__c: 'G-2026', autoPost: true, autoPay: false, effectiveDate: '2026-03-02' });
    const plain = await watched(GIFT, { ...GIVEN, orderId: 'order-second' });
    expect(plain.find(({ url }) => url.endsWith('/v1/debit-memos'))?.json).not.toHaveProperty('GiftCode__c');
  });

  it('charges once, no matter how often it runs', async () => {
    const { output } = await run(GIFT, GIVEN);
    for (const attempt of [2, 3])
      expect((await run(GIFT, { ...GIVEN, attempt })).output).toMatchObject({
        debitMemoNumber: output.debitMemoNumber ?? null,
      });
    expect(await effects()).toEqual(PAID);
  });

  it.each(['/v1/accounts', '/v1/debit-memos', COLLECT])('charges once if the answer of %s is lost', async (path) => {
    await sandbox.fault({ partner: 'zuora', path, fault: 'drop-after-effect', times: 1 });
    expect(await failureOf(run(GIFT, GIVEN))).toMatchObject({ name: 'CalloutNoReply' });
    await run(GIFT, { ...GIVEN, attempt: 2 });
    expect(await effects()).toEqual(PAID);
    expect(await probed(zuora, contextOf({ attempt: 3 }))).toMatchObject({ applied: true, output: { amount: 17.5 } });
  });

  it('uses the account that the order names, in its currency only', async () => {
    const { output } = await run(GIFT, GIVEN);
    const named = { ...GIFT, customFields: { zuora_account_number: output.accountNumber ?? null } };
    const second = await run(named, { ...GIVEN, orderId: 'order-second' });
    expect(second.output.accountNumber).toBe(output.accountNumber);
    const euros = { ...named, total: { amount: 17.5, currency: 'EUR' } };
    expect(await failureOf(run(euros, { ...GIVEN, orderId: 'order-third' }))).toMatchObject({
      code: 'currency_mismatch',
    });
    expect((await effects()).map(([kind]) => kind)).toEqual([
      'account.created',
      'debit-memo.created',
      'payment.collected',
      'debit-memo.created',
      'payment.collected',
    ]);
  });

  it('leaves the memo of a buyer who pays by invoice open', async () => {
    const order = { ...GIFT, payment: null, paymentType: 'invoice' };
    const { output } = await run(order, GIVEN);
    expect(output).not.toHaveProperty('paymentNumber');
    expect(await read(`/v1/debit-memos/${output.debitMemoNumber}`)).toMatchObject({ balance: 17.5 });
    expect(await probed(zuora, contextOf({ order }))).toMatchObject({ applied: true });
  });

  it('takes the price of each item that it buys, times its quantity', async () => {
    const print = {
      ...ITEM,
      id: 'print',
      offer: { path: '/offers2/Print' },
      quantity: 3,
      price: { amount: 0.1, currency: 'GBP' },
    };
    const removed = { ...ITEM, id: 'old', orderItemActionType: 'remove' };
    const order = { ...GIFT, orderItems: [ITEM ?? {}, print, removed], total: { amount: 17.8, currency: 'GBP' } };
    const options = { giftChargeId: 'c', giftCharges: { '/offers2/Print': 'charge-newsletter' } };
    const sent = await watched(order, { options });
    const memo = sent.find(({ url }) => url.endsWith('/v1/debit-memos'))?.json as JsonObject;
    expect(memo.charges).toMatchObject([
      { productRatePlanChargeId: 'c', amount: 17.5 },
      { productRatePlanChargeId: 'charge-newsletter', amount: 0.3 },
    ]);
  });

  it.each<[string, JsonObject, JsonObject, string[]]>([
    ['a usable gift', {}, {}, []],
    ['a gift without a charge', {}, { giftChargeId: null }, ['gift_charge_not_mapped at orderItems[0]']],
    [
      'a gift without a price',
      { orderItems: [{ offer: { path: '/a' } }, { offer: { path: '/b' }, price: { amount: 0, currency: 'GBP' } }] },
      {},
      ['amount_invalid at orderItems[0].price', 'amount_invalid at orderItems[1].price'],
    ],
    ['another total', { total: { amount: 20, currency: 'GBP' } }, {}, ['amount_invalid at total.amount']],
    ['no payment method', { payment: { type: 'zuora' } }, {}, ['payment_method_missing at payment.zuora.refId']],
    ['a discount', { orderDiscount: { name: 'SPRING10' } }, {}, ['discount_not_supported at orderDiscount']],
    ['no date', { orderDate: 'soon' }, {}, ['order_invalid at orderDate']],
  ])('is checked: %s', (_what, order, options, expected) => {
    const { giftChargeId = 'c' } = options;
    const given = giftChargeId === null ? {} : { giftChargeId };
    expect(problemsOf({ ...GIFT, ...order }, given)).toEqual(expected);
  });
});

describe('a gift whose payment is declined', () => {
  it('leaves an open memo that no payment run collects, and that another payment method pays', async () => {
    await sandbox.fault({ partner: 'zuora', path: COLLECT, fault: 'decline', times: 1 });
    expect(await failureOf(run(GIFT, GIVEN))).toMatchObject({ name: 'PluginDeclined' });
    expect(await probed(zuora, contextOf())).toEqual({ applied: false });
    await send('POST', '/v1/payment-runs', { targetDate: '2026-04-01' });
    expect((await effects()).map(([kind]) => kind)).toEqual(['account.created', 'debit-memo.created']);
    const payment = { type: 'zuora', zuora: { refId: '8ad084a68f1d0c3e018f1d2a5b6c0002' } };
    const { output } = await run({ ...GIFT, payment }, { ...GIVEN, run: 2, attempt: 2 });
    expect(output.paymentNumber).toEqual(expect.any(String));
    expect(await effects()).toEqual(PAID);
  });

  it('is refused with another amount after its memo was posted', async () => {
    await sandbox.fault({ partner: 'zuora', path: COLLECT, fault: 'decline', times: 1 });
    await failureOf(run(GIFT, GIVEN));
    const orderItems = [{ ...ITEM, price: { amount: 20, currency: 'GBP' } }];
    const dearer = { ...GIFT, orderItems, total: { amount: 20, currency: 'GBP' } };
    expect(await failureOf(run(dearer, { ...GIVEN, run: 2, attempt: 2 }))).toMatchObject({ code: 'gift_memo_differs' });
  });
});

describe('the undo of a gift', () => {
  it('refunds the payment and cancels the memo, once', async () => {
    const { output } = await run(GIFT, GIVEN);
    for (const attempt of [1, 2]) await undone(zuora, contextOf({ attempt }), output);
    expect(await effects()).toEqual([...PAID, ['refund.created', 17.5], ['debit-memo.cancelled', 17.5]]);
    expect(await read(`/v1/debit-memos/${output.debitMemoNumber}`)).toMatchObject({ status: 'Canceled' });
  });

  it('continues after a lost answer', async () => {
    const { output } = await run(GIFT, GIVEN);
    await sandbox.fault({ partner: 'zuora', path: '/v1/payments', fault: 'drop-after-effect', times: 1 });
    await sandbox.fault({ partner: 'zuora', path: CANCEL, fault: 'drop-after-effect', times: 1 });
    expect(await failureOf(undone(zuora, contextOf(), output))).toMatchObject({ name: 'PluginTransient' });
    expect(await failureOf(undone(zuora, contextOf({ attempt: 2 }), output))).toMatchObject({
      name: 'PluginTransient',
    });
    await undone(zuora, contextOf({ attempt: 3 }), output);
    expect(await effects()).toEqual([...PAID, ['refund.created', 17.5], ['debit-memo.cancelled', 17.5]]);
  });

  it('cancels the open memo of a declined payment', async () => {
    await sandbox.fault({ partner: 'zuora', path: COLLECT, fault: 'decline', times: 1 });
    await failureOf(run(GIFT, GIVEN));
    await undone(zuora, contextOf(), undefined, true);
    expect((await effects()).map(([kind]) => kind)).toEqual([
      'account.created',
      'debit-memo.created',
      'debit-memo.cancelled',
    ]);
  });

  it('has nothing to do for a gift that was never charged', async () => {
    await undone(zuora, contextOf(), undefined);
    expect(await effects()).toEqual([]);
  });
});

it('the redemption of a gift subscribes the recipient, who pays nothing', async () => {
  const order = { ...GIFT, payment: null, isRedeem: true };
  const { output } = await run(order);
  expect(output.subscriptionNumber).toEqual(expect.any(String));
  expect((await effects()).map(([kind]) => kind)).toEqual(['account.created', 'subscription.created']);
});
