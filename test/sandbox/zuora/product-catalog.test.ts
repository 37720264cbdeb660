import { describe, expect, it } from 'vitest';
import { type RunningSandbox, runSandbox } from '../running-sandbox.ts';
import { changeOrder, createAction, NEW_ACCOUNT, newOrder, ratePlan, subscribed } from './zuora-requests.ts';

const PATH = '/v1/object/product-rate-plan-charge';

/** A flat fee of a product rate plan. */
const charge = (prices: Readonly<Record<string, number>>) => ({
  ProductRatePlanId: 'annual',
  Name: 'Annual fee',
  ChargeType: 'Recurring',
  ChargeModel: 'Flat Fee Pricing',
  BillCycleType: 'DefaultFromCustomer',
  BillingPeriod: 'Annual',
  TriggerEvent: 'ContractEffective',
  UseDiscountSpecificAccountingCode: false,
  ProductRatePlanChargeTierData: {
    ProductRatePlanChargeTier: Object.entries(prices).map(([Currency, Price]) => ({ Currency, Price })),
  },
});

/** An order for a subscription to one product rate plan. */
const orderOf = (plan: object, currency = 'GBP') => {
  const { createSubscription, type } = createAction();
  const action = { type, createSubscription: { ...createSubscription, subscribeToRatePlans: [plan] } };
  const newAccount = { ...NEW_ACCOUNT, currency };
  return { ...newOrder(), newAccount, subscriptions: [{ orderActions: [action] }] };
};

const paid = async ({ effects }: RunningSandbox) =>
  (await effects()).flatMap(({ amount, kind }) => (kind === 'payment.collected' ? [amount] : []));

describe('the catalogue of product rate plans', () => {
  it('prices a plan in the currency of the account, unless the order overrides it', async () => {
    const sandbox = await runSandbox();
    const made = await sandbox.zuora('POST', PATH, charge({ GBP: 99.5, EUR: 120 }));
    expect(made).toMatchObject({ status: 200, body: { Success: true, Id: expect.any(String) } });
    await sandbox.zuora('POST', '/v1/orders', orderOf({ productRatePlanId: 'annual' }));
    await sandbox.zuora('POST', '/v1/orders', orderOf({ productRatePlanId: 'annual' }, 'EUR'));
    await sandbox.zuora('POST', '/v1/orders', orderOf(ratePlan('annual', 80)));
    expect(await paid(sandbox)).toEqual([99.5, 120, 80]);
  });

  it('adds up the charges of a plan, also for a plan that is added later', async () => {
    const sandbox = await runSandbox();
    const account = await subscribed(sandbox);
    await sandbox.zuora('POST', PATH, charge({ GBP: 99.5 }));
    await sandbox.zuora('POST', PATH, charge({ GBP: 0.5 }));
    const add = { type: 'AddProduct', addProduct: { productRatePlanId: 'annual' } };
    await sandbox.zuora('POST', '/v1/orders', changeOrder(account, 'S-1', [add]));
    expect(await paid(sandbox)).toEqual([12, 100]);
  });

  it('prices an unknown plan at zero', async () => {
    const sandbox = await runSandbox();
    await sandbox.zuora('POST', PATH, charge({ GBP: 99.5 }));
    const answer = await sandbox.zuora('POST', '/v1/orders', orderOf({ productRatePlanId: 'monthly' }));
    expect(answer).toMatchObject({ body: { success: true } });
    expect(await paid(sandbox)).toEqual([]);
  });

  it('rejects a plan without a price in the currency of the account', async () => {
    const sandbox = await runSandbox();
    await sandbox.zuora('POST', PATH, charge({ EUR: 120 }));
    const answer = await sandbox.zuora('POST', '/v1/orders', orderOf({ productRatePlanId: 'annual' }));
    const message = 'The product rate plan annual has no price in GBP.';
    expect(answer).toMatchObject({ body: { success: false, reasons: [{ message }] } });
    expect(await sandbox.effects()).toEqual([]);
  });

  it('rejects a charge that is not a flat fee, and one without prices', async () => {
    const { zuora } = await runSandbox();
    for (const wrong of [{ ...charge({ GBP: 1 }), ChargeModel: 'Tiered Pricing' }, charge({}), charge({ GBP: -1 })]) {
      expect(await zuora('POST', PATH, wrong)).toMatchObject({ body: { success: false } });
    }
  });
});
