import { describe, expect, it } from 'vitest';
import type { OrderView } from '../../../blueprint/routes/response-schemas.ts';
import type { JsonObject } from '../../../core/json.ts';
import { auditAmounts, auditPaymentRun } from '../../../scripts/test-faults/audit-amounts.ts';
import { expectedAmounts } from '../../../scripts/test-faults/expected-amounts.ts';

const ID = 'order-0d6a1e5c9f2b47d38a1c55e0b9d7f314';
const ORDER = { id: ID, order_reference: '5KQ7M2TR81XA', external_id: 'campaign-1-1' } as OrderView;
const NEW = { order: { order_type: 'new', total: { amount: 9.5, currency: 'GBP' } }, subscription: undefined };
const SUBSCRIPTION = {
  reference: 'A-S1',
  owner: 'user-1',
  email: 'customer@example.org',
  currency: 'GBP',
  startedOn: '2026-03-02',
} as const;

const followUp = (order_type: string, more: JsonObject = {}) => ({
  order: { order_type, orderDate: '2026-04-01T09:30:00Z', ...more },
  subscription: SUBSCRIPTION,
});

const money = (kind: string, amount: number, currency = 'GBP', key = `${ID}#zuora`) => ({
  kind,
  key,
  amount,
  currency,
});

describe('the amounts that a campaign expects', () => {
  it.each([
    ['new', NEW, { 'payment.collected': 950, 'credit-memo.created': 950, 'refund.created': 950 }],
    ['renew', followUp('renew'), { 'payment.collected': 950 }],
    // 335 of 365 days at 99.00, less the credit of as many days at 9.50.
    ['change_offer', followUp('change_offer'), { 'payment.collected': 9086 - (950 - 78) }],
    ['add_offer', followUp('add_offer'), { 'payment.collected': 367 }],
    ['update_subscription', followUp('update_subscription'), { 'payment.collected': 367 }],
    [
      'cancel_subscription',
      followUp('cancel_subscription', { cancelDate: '2026-06-01' }),
      { 'credit-memo.created': 713 },
    ],
    ['credit', followUp('credit', { total: { amount: 2, currency: 'GBP' } }), { 'credit-memo.created': 200 }],
    ['refund', followUp('refund', { total: { amount: 2, currency: 'GBP' } }), { 'refund.created': 200 }],
    ['change_address', followUp('change_address'), {}],
  ])('of %s follow from the order and the catalogue', (_, sent, cents) => {
    expect(expectedAmounts(sent)).toEqual({ currency: 'GBP', cents });
  });
});

describe('the audit of amounts', () => {
  const audit = (...effects: ReturnType<typeof money>[]) => auditAmounts([ORDER], effects, new Map([[ID, NEW]]));

  it('accepts what the order says, also under the key of an undo, and effects without money', () => {
    expect(audit(money('payment.collected', 9.5), money('refund.created', 9.5, 'GBP', `${ID}#zuora#undo`))).toEqual([]);
    expect(auditAmounts([ORDER], [{ kind: 'account.created', key: `${ID}#zuora` }], new Map([[ID, NEW]]))).toEqual([]);
  });

  it.each([
    ['a cent too much', money('payment.collected', 9.51)],
    ['too little', money('refund.created', 9.49)],
    ['another currency', money('payment.collected', 9.5, 'EUR')],
  ])('reports %s', (_, effect) => {
    expect(audit(effect)).toMatchObject([{ orderId: ID, offence: 'wrong amount' }]);
  });

  it('reports money that an order must not move', () => {
    const sent = new Map([[ID, followUp('change_address')]]);
    expect(auditAmounts([ORDER], [money('payment.collected', 1)], sent)).toMatchObject([{ offence: 'wrong amount' }]);
  });

  it('reports what a payment run collects at the end', () => {
    const before = [money('payment.collected', 9.5)];
    expect(auditPaymentRun(before, before)).toEqual([]);
    expect(auditPaymentRun(before, [...before, money('payment.collected', 2, 'GBP', 'P-2')])).toMatchObject([
      { offence: 'collected again' },
    ]);
  });
});
