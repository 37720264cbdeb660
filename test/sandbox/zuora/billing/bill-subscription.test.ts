import { describe, expect, it } from 'vitest';
import { billSubscription } from '../../../../sandbox/zuora/billing/bill-subscription.ts';
import type { Charge, Segment } from '../../../../sandbox/zuora/charges/charges.ts';
import type { Price } from '../../../../sandbox/zuora/charges/price.ts';
import type { RatePlan, Subscription } from '../../../../sandbox/zuora/records.ts';

const price = (given: Partial<Price>): Price => ({
  listPrice: null,
  quantity: null,
  tiers: null,
  discountPercentage: null,
  discountAmount: null,
  ...given,
});

const segment = (from: string | null, given: Partial<Price>, to: string | null = null): Segment => ({
  from,
  to,
  price: price(given),
});

const charge = (number: string, given: Partial<Charge> = {}): Charge => ({
  number,
  name: `Charge ${number}`,
  productRatePlanChargeId: `product-${number}`,
  type: 'Recurring',
  model: 'FlatFee',
  billingPeriod: 'Month',
  billingTiming: 'IN_ADVANCE',
  triggerEvent: 'ContractEffective',
  endDateCondition: 'Subscription_End',
  segments: [segment('2026-03-02', { listPrice: 1750 })],
  billed: [],
  ...given,
});

const plan = (...charges: Charge[]): RatePlan => ({
  id: 'plan',
  productId: 'product',
  productRatePlanId: 'plan',
  ratePlanName: 'Plan',
  uniqueToken: null,
  lastChangeType: 'Add',
  charges,
});

const subscription = (ratePlans: readonly RatePlan[], given: Partial<Subscription> = {}): Subscription => ({
  id: 'id',
  subscriptionNumber: 'S-1',
  accountNumber: 'A-1',
  invoiceOwnerAccountNumber: 'A-1',
  invoiceSeparately: false,
  version: 1,
  termType: 'TERMED',
  autoRenew: true,
  currentTerm: 12,
  currentTermPeriodType: 'Month',
  contractEffectiveDate: '2026-03-02',
  serviceActivationDate: '2026-03-02',
  customerAcceptanceDate: '2026-03-02',
  pastTerms: [],
  termStartDate: '2026-03-02',
  termEndDate: '2027-03-02',
  cancelledDate: null,
  suspendDate: null,
  resumeDate: null,
  ratePlans,
  customFields: {},
  ...given,
});

/** Bills a subscription through several days, each after a change, and returns the items of each as `from to amount`. */
function bills(start: Subscription, ...steps: (readonly [day: string, change?: Partial<Subscription>])[]) {
  let current = start;
  return steps.map(([day, change = {}]) => {
    const { items, subscription: after } = billSubscription({ ...current, ...change }, day);
    current = after;
    return items.map(({ amount, chargeNumber, from, to }) => `${chargeNumber} ${from} ${to} ${amount}`);
  });
}

const MONTHLY = subscription([plan(charge('C'))]);

describe('billing of a subscription', () => {
  it('charges each period once, on its first day', () => {
    expect(bills(MONTHLY, ['2026-03-01'], ['2026-03-02'], ['2026-04-01'], ['2026-05-02'], ['2026-04-02'])).toEqual([
      [],
      ['C 2026-03-02 2026-04-02 1750'],
      [],
      ['C 2026-04-02 2026-05-02 1750', 'C 2026-05-02 2026-06-02 1750'],
      [],
    ]);
  });

  it('charges in arrears when a period is over', () => {
    const arrears = subscription([plan(charge('C', { billingTiming: 'IN_ARREARS' }))]);
    expect(bills(arrears, ['2026-04-01'], ['2026-04-02'], ['2026-04-30'])).toEqual([
      [],
      ['C 2026-03-02 2026-04-02 1750'],
      [],
    ]);
  });

  it('stops at the end of the term, goes on when it is renewed, and shares the price of a cut period by days', () => {
    const short = { ...MONTHLY, termEndDate: '2026-04-12' };
    const pastTerms = [{ from: '2026-03-02', to: '2026-04-12' }];
    expect(
      bills(
        short,
        ['2026-12-31'],
        ['2026-12-31', { pastTerms, termStartDate: '2026-04-12', termEndDate: '2026-05-02' }],
      ),
    ).toEqual([['C 2026-03-02 2026-04-02 1750', 'C 2026-04-02 2026-04-12 583'], ['C 2026-04-12 2026-05-02 1167']]);
  });

  it('credits what a cancellation leaves unused, by days, and charges it again when the cancellation is taken back', () => {
    expect(
      bills(
        MONTHLY,
        ['2026-03-02'],
        ['2026-03-02', { cancelledDate: '2026-03-12' }],
        ['2026-03-02', { cancelledDate: null }],
      ),
    ).toEqual([['C 2026-03-02 2026-04-02 1750'], ['C 2026-03-12 2026-04-02 -1185'], ['C 2026-03-12 2026-04-02 1185']]);
  });

  it('credits everything of a subscription that is cancelled on its first day', () => {
    expect(bills(MONTHLY, ['2026-04-02'], ['2026-04-02', { cancelledDate: '2026-03-02' }])[1]).toEqual([
      'C 2026-03-02 2026-04-02 -1750',
      'C 2026-04-02 2026-05-02 -1750',
    ]);
  });

  it('bills a new price or quantity from its day', () => {
    const segments = [
      segment('2026-03-02', { listPrice: 200, quantity: 2 }, '2026-03-17'),
      segment('2026-03-17', { listPrice: 200, quantity: 5 }),
    ];
    const billed = [{ from: '2026-03-02', to: '2026-04-02', amount: 400 }];
    const changed = subscription([plan(charge('C', { model: 'PerUnit', segments, billed }))]);
    expect(bills(changed, ['2026-03-17'])).toEqual([['C 2026-03-17 2026-04-02 -206', 'C 2026-03-17 2026-04-02 516']]);
  });

  it('does not bill the days of a suspension', () => {
    const segments = [
      segment('2026-03-02', { listPrice: 3100 }, '2026-03-12'),
      segment('2026-03-22', { listPrice: 3100 }),
    ];
    expect(bills(subscription([plan(charge('C', { segments }))]), ['2026-03-31'])).toEqual([
      ['C 2026-03-02 2026-03-12 1000', 'C 2026-03-22 2026-04-02 1100'],
    ]);
  });

  it('bills a one-time charge once and never credits it', () => {
    const { billingPeriod: _period, ...once } = charge('C', { type: 'OneTime' });
    expect(
      bills(
        subscription([plan(once)]),
        ['2026-03-02'],
        ['2026-06-01'],
        ['2026-06-01', { cancelledDate: '2026-03-02' }],
      ),
    ).toEqual([['C 2026-03-02 2026-03-03 1750'], [], []]);
  });

  it('bills a charge for a fixed time only', () => {
    const fixed = { endDateCondition: 'Fixed_Period', upToPeriods: 2, upToPeriodsType: 'Billing_Periods' } as const;
    expect(bills(subscription([plan(charge('C', fixed))]), ['2026-12-31'])[0]).toHaveLength(2);
  });

  it('bills by the term', () => {
    const term = subscription([plan(charge('C', { billingPeriod: 'Subscription Term' }))]);
    const pastTerms = [{ from: '2026-03-02', to: '2027-03-02' }];
    const renewed = { pastTerms, termStartDate: '2027-03-02', termEndDate: '2028-03-02' };
    expect(bills(term, ['2026-03-02'], ['2027-03-02', renewed])).toEqual([
      ['C 2026-03-02 2027-03-02 1750'],
      ['C 2027-03-02 2028-03-02 1750'],
    ]);
  });

  it.each([
    ['its activation', { serviceActivationDate: null, customerAcceptanceDate: null }],
    ['its acceptance', { customerAcceptanceDate: null }],
  ])('waits for %s', (_, given) => {
    expect(bills({ ...MONTHLY, ...given }, ['2026-06-01'])).toEqual([[]]);
  });
});

describe('a discount', () => {
  const discount = (given: Partial<Price>, more: Partial<Charge> = {}) =>
    charge('D', {
      model: given.discountAmount === undefined ? 'DiscountPercentage' : 'DiscountFixedAmount',
      applyDiscountTo: 'RECURRING',
      discountLevel: 'subscription',
      segments: [segment('2026-03-02', given)],
      ...more,
    });

  it('of a percentage reduces what is billed while it applies, and is credited with it', () => {
    const discounted = subscription([
      plan(charge('C')),
      { ...plan(discount({ discountPercentage: 33.3 })), id: 'discount' },
    ]);
    expect(bills(discounted, ['2026-03-02'], ['2026-03-02', { cancelledDate: '2026-03-02' }])).toEqual([
      ['C 2026-03-02 2026-04-02 1750', 'D 2026-03-02 2026-04-02 -583'],
      ['C 2026-03-02 2026-04-02 -1750', 'D 2026-03-02 2026-04-02 583'],
    ]);
  });

  it('that starts later leaves what was billed before', () => {
    const later = { segments: [segment('2026-03-20', { discountPercentage: 20 })] };
    const discounted = subscription([plan(charge('C'), discount({ discountPercentage: 20 }, later))]);
    expect(bills(discounted, ['2026-04-02'])).toEqual([
      ['C 2026-03-02 2026-04-02 1750', 'C 2026-04-02 2026-05-02 1750', 'D 2026-04-02 2026-05-02 -350'],
    ]);
  });

  it('of a fixed amount never exceeds what it reduces', () => {
    const charges = [charge('A', { segments: [segment('2026-03-02', { listPrice: 300 })] }), charge('B')];
    const discounted = subscription([plan(...charges, discount({ discountAmount: 500 }))]);
    expect(bills(discounted, ['2026-03-02'])[0]).toEqual([
      'A 2026-03-02 2026-04-02 300',
      'B 2026-03-02 2026-04-02 1750',
      'D 2026-03-02 2026-04-02 -300',
      'D 2026-03-02 2026-04-02 -200',
    ]);
    const large = subscription([plan(charge('C'), discount({ discountAmount: 9000 }))]);
    expect(bills(large, ['2026-03-02'])[0]?.at(-1)).toBe('D 2026-03-02 2026-04-02 -1750');
  });

  it.each([
    ['of its rate plan only', { discountLevel: 'rateplan' }],
    ['of its type only', { applyDiscountTo: 'ONETIME' }],
  ] as const)('reduces charges %s', (_, more) => {
    const other = { ...plan(discount({ discountPercentage: 20 }, more)), id: 'other' };
    expect(bills(subscription([plan(charge('C')), other]), ['2026-03-02'])[0]).toHaveLength(1);
  });
});
