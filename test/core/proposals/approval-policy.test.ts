import { describe, expect, it } from 'vitest';
import { orderTotalOf } from '../../../core/order/order-total.ts';
import { type Approvable, approvalFor } from '../../../core/proposals/approval-policy.ts';
import { type ApprovalRule, approvalsConfigSchema } from '../../../core/proposals/approval-rules.ts';

const proposal = (changes: Partial<Approvable> = {}): Approvable => ({
  action: 'resume',
  planned: 10,
  amounts: [{ currency: 'GBP', minorUnits: 100_000 }],
  withoutAmount: 0,
  ...changes,
});
const asks = (rule: Omit<ApprovalRule, 'actions'>, changes?: Partial<Approvable>): boolean =>
  approvalFor(proposal(changes), [{ actions: ['resume'], ...rule }]) !== undefined;

describe('the approval of a proposal', () => {
  it('is asked for by a rule without limits, for its actions only', () => {
    expect(asks({})).toBe(true);
    expect(asks({}, { action: 'cancel' })).toBe(false);
    expect(approvalFor(proposal(), [])).toBeUndefined();
  });

  it('is asked for beyond a number of orders', () => {
    expect(asks({ moreThanOrders: 10 })).toBe(false);
    expect(asks({ moreThanOrders: 9 })).toBe(true);
  });

  it.each([
    ['1000', false],
    ['1000.00', false],
    ['999.99', true],
    ['1000.0001', false],
  ])('is asked for beyond the amount %s of orders of 1000.00 GBP: %s', (moreThanAmount, expected) => {
    expect(asks({ moreThanAmount })).toBe(expected);
  });

  it('counts the digits of each currency', () => {
    const yen = { amounts: [{ currency: 'JPY', minorUnits: 1_001 }] };
    expect(asks({ moreThanAmount: '1000' }, yen)).toBe(true);
    expect(asks({ moreThanAmount: '1001' }, yen)).toBe(false);
  });

  it('is asked for if an amount matters and an order names none', () => {
    expect(asks({ moreThanAmount: '5000' }, { withoutAmount: 1 })).toBe(true);
    expect(asks({ moreThanOrders: 100 }, { withoutAmount: 1 })).toBe(false);
  });

  it('is asked for if either limit is exceeded', () => {
    expect(asks({ moreThanOrders: 100, moreThanAmount: '10' })).toBe(true);
    expect(asks({ moreThanOrders: 5, moreThanAmount: '1000000' })).toBe(true);
  });
});

describe('the rules of a tenant file', () => {
  it.each([
    [[{ actions: ['resume'], moreThanAmount: '100.50' }], true],
    [[{ actions: [] }], false],
    [[{ actions: ['note'] }], false],
    [[{ actions: ['resume'], moreThanAmount: 100 }], false],
    [[{ actions: ['resume'], moreThanAmount: '1,000' }], false],
    [[{ actions: ['resume'], moreThanOrders: -1 }], false],
    [[{ actions: ['resume'], other: 1 }], false],
  ])('%j', (rules, valid) => {
    expect(approvalsConfigSchema.safeParse(rules).success).toBe(valid);
  });
});

describe('the total of an order', () => {
  it.each([
    [{ total: { amount: 17.55, currency: 'GBP' } }, { currency: 'GBP', minorUnits: 1755 }],
    [{ total: { amount: -5, currency: 'JPY' } }, { currency: 'JPY', minorUnits: 5 }],
    [{ total: { amount: 5 } }, undefined],
    [{}, undefined],
  ])('of %j is %j', (order, total) => {
    expect(orderTotalOf(order)).toEqual(total);
  });
});
