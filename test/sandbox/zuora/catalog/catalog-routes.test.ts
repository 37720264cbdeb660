import { describe, expect, it } from 'vitest';
import { type RunningSandbox, runSandbox } from '../../running-sandbox.ts';
import { changeOrder, orderOf, ratePlan, subscribed } from '../zuora-requests.ts';

const CHARGES = '/v1/object/product-rate-plan-charge';

/** A recurring flat fee of a product rate plan. */
const charge = (ProductRatePlanId: string, prices: Readonly<Record<string, number>>, more: object = {}) => ({
  ProductRatePlanId,
  Name: 'Annual fee',
  ChargeType: 'Recurring',
  ChargeModel: 'Flat Fee Pricing',
  BillCycleType: 'ChargeTriggerDay',
  BillingPeriod: 'Annual',
  TriggerEvent: 'ContractEffective',
  UseDiscountSpecificAccountingCode: false,
  ProductRatePlanChargeTierData: {
    ProductRatePlanChargeTier: Object.entries(prices).map(([Currency, Price]) => ({ Currency, Price })),
  },
  ...more,
});

const idOf = (answer: { body: unknown }): string => (answer.body as { Id: string }).Id;

async function createPlan({ zuora }: RunningSandbox): Promise<string> {
  const days = { EffectiveStartDate: '2026-01-01', EffectiveEndDate: '2027-12-31' };
  const product = await zuora('POST', '/v1/object/product', { Name: 'Digital', ...days });
  return idOf(await zuora('POST', '/v1/object/product-rate-plan', { ProductId: idOf(product), Name: 'Annual' }));
}

const paid = async ({ effects }: RunningSandbox) =>
  (await effects()).flatMap(({ amount, kind }) => (kind === 'payment.collected' ? [amount] : []));

describe('the catalogue', () => {
  it('prices a plan in the currency of the account, unless the order overrides it', async () => {
    const sandbox = await runSandbox();
    const plan = await createPlan(sandbox);
    const made = await sandbox.zuora('POST', CHARGES, charge(plan, { GBP: 99.5, EUR: 120 }));
    expect(made).toMatchObject({ status: 200, body: { Success: true, Id: expect.any(String) } });
    await sandbox.zuora('POST', '/v1/orders', orderOf({ productRatePlanId: plan }));
    await sandbox.zuora('POST', '/v1/orders', orderOf({ productRatePlanId: plan }, 'EUR'));
    const override = { productRatePlanChargeId: idOf(made), pricing: { recurringFlatFee: { listPrice: 80 } } };
    await sandbox.zuora('POST', '/v1/orders', orderOf({ productRatePlanId: plan, chargeOverrides: [override] }));
    expect(await paid(sandbox)).toEqual([99.5, 120, 80]);
  });

  it('adds up the charges of a plan, also for a plan that is added later', async () => {
    const sandbox = await runSandbox();
    const account = await subscribed(sandbox);
    const plan = await createPlan(sandbox);
    for (const GBP of [99.5, 0.5]) await sandbox.zuora('POST', CHARGES, charge(plan, { GBP }));
    const add = {
      type: 'AddProduct',
      triggerDates: [{ name: 'ContractEffective', triggerDate: '2026-03-02' }],
      addProduct: { productRatePlanId: plan },
    };
    await sandbox.zuora('POST', '/v1/orders', changeOrder(account, 'S-1', [add]));
    expect(await paid(sandbox)).toEqual([12, 100]);
  });

  it('rejects a plan and a charge that it does not have, and sells nothing then', async () => {
    const sandbox = await runSandbox();
    for (const plan of [{ productRatePlanId: 'none' }, { ...ratePlan('monthly', 12), productRatePlanId: 'premium' }]) {
      const answer = await sandbox.zuora('POST', '/v1/orders', orderOf(plan));
      expect(answer.body).toMatchObject({ success: false, reasons: [{ code: 50000040 }] });
    }
    expect(await sandbox.effects()).toEqual([]);
  });

  it('rejects a plan without a price in the currency of the account', async () => {
    const sandbox = await runSandbox();
    const plan = await createPlan(sandbox);
    const id = idOf(await sandbox.zuora('POST', CHARGES, charge(plan, { EUR: 99.5 })));
    const answer = await sandbox.zuora('POST', '/v1/orders', orderOf({ productRatePlanId: plan }));
    const message = `The product rate plan charge ${id} has no price in GBP.`;
    expect(answer).toMatchObject({ body: { success: false, reasons: [{ code: 50000030, message }] } });
  });

  it('sells a plan only on the days of its product', async () => {
    const sandbox = await runSandbox();
    const plan = await createPlan(sandbox);
    await sandbox.zuora('POST', CHARGES, charge(plan, { GBP: 99.5 }));
    const early = { ...orderOf({ productRatePlanId: plan }), orderDate: '2025-12-31' };
    expect((await sandbox.zuora('POST', '/v1/orders', early)).body).toMatchObject({ reasons: [{ code: 50000030 }] });
  });

  it('is listed by product', async () => {
    const { zuora, url } = await runSandbox();
    const list = await zuora('GET', '/v1/catalog/products');
    const productRatePlans = `${url}/zuora/v1/rateplan/product/productRatePlan`;
    expect(list.body).toMatchObject({ success: true, products: [{ id: 'product', productRatePlans }] });
    const plans = await zuora('GET', '/v1/rateplan/product/productRatePlan');
    const pricing = { currency: 'GBP', price: '12' };
    expect(plans.body).toMatchObject({
      success: true,
      productRatePlans: [
        {
          id: 'monthly',
          productRatePlanCharges: [{ id: 'monthly-charge', pricing: [pricing, {}, {}, {}, {}, {}, {}] }],
        },
        {},
        {},
        {},
        {},
      ],
    });
    expect((await zuora('GET', '/v1/product-rate-plans/monthly')).body).toMatchObject({
      id: 'monthly',
      status: 'Active',
    });
    expect((await zuora('GET', '/v1/product-rate-plans/none')).body).toMatchObject({ reasons: [{ code: 50000040 }] });
    expect((await zuora('GET', '/v1/catalog/products?size=1')).body).toMatchObject({ reasons: [{ code: 50000020 }] });
  });

  it.each([
    ['an unknown field', { Discount: 1 }, 50000020],
    ['an unknown charge model', { ChargeModel: 'Guessing' }, 50000020],
    ['no price', { ProductRatePlanChargeTierData: { ProductRatePlanChargeTier: [{ Currency: 'GBP' }] } }, 50000020],
    ['a discount that reduces nothing', { ChargeModel: 'Discount-Percentage' }, 50000020],
    ['a bill cycle that the sandbox does not have', { BillCycleType: 'DefaultFromCustomer' }, 50000020],
    ['no such plan', { ProductRatePlanId: 'none' }, 50000040],
  ])('rejects a charge with %s', async (_, more, code) => {
    const sandbox = await runSandbox();
    const plan = await createPlan(sandbox);
    const answer = await sandbox.zuora('POST', CHARGES, charge(plan, { GBP: 1 }, more));
    expect(answer.body).toMatchObject({ success: false, reasons: [{ code }] });
  });

  it('survives a reset as it was at the start', async () => {
    const sandbox = await runSandbox();
    const plan = await createPlan(sandbox);
    await sandbox.send('POST', '/__reset');
    expect((await sandbox.zuora('GET', `/v1/product-rate-plans/${plan}`)).body).toMatchObject({ success: false });
    expect((await sandbox.zuora('GET', '/v1/product-rate-plans/monthly')).body).toMatchObject({ success: true });
  });
});
