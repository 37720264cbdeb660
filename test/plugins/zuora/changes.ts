import type { JsonObject } from '../../../core/json.ts';
import { type Given, NUMBER } from './use-zuora.ts';

/** An order that changes records in Zuora. */
export interface Change {
  readonly order: JsonObject;
  readonly given?: Given;
  readonly options?: JsonObject;
  /** Kinds of the effects at Zuora, in this sequence. */
  readonly effects: readonly string[];
}

const target = { subscriptionRef: NUMBER, orderDate: '2026-03-10' };
const address = { firstName: 'Ada', lastName: 'Byrne', address1: '5 High Street', city: 'York', country: 'GB' };
const credits = { total: { amount: 5, currency: 'GBP' }, ...target };

/** One order of each type that changes records, and the refund in both forms. */
export const CHANGES: Readonly<Record<string, Change>> = {
  cancel_subscription: {
    order: { ...target, order_type: 'cancel_subscription', cancelDate: '2026-04-01' },
    effects: ['subscription.cancelled', 'credit-memo.created'],
  },
  change_offer: {
    order: { ...target, order_type: 'change_offer', offer: { path: '/offers2/Digital Annual' } },
    effects: ['subscription.changed', 'payment.collected'],
  },
  add_offer: {
    order: { ...target, order_type: 'add_offer', offer: { path: '/offers2/Save 20%' } },
    effects: ['subscription.changed'],
  },
  update_subscription: {
    order: {
      ...target,
      order_type: 'update_subscription',
      updates: [{ type: 'add', record_type: 'add_on', id: 'x', path: '/add_ons/Newsletter', quantity: 2 }],
    },
    effects: ['subscription.changed', 'payment.collected'],
  },
  renew: { order: { ...target, order_type: 'renew' }, effects: ['subscription.changed', 'payment.collected'] },
  change_address: {
    order: { ...target, order_type: 'change_address', type: 'billing', address },
    effects: ['account.updated'],
  },
  update_customer_details: {
    order: { ...target, order_type: 'update_customer_details', customerDetails: { phone: '+441134960000' } },
    effects: ['account.updated'],
  },
  change_payment: {
    order: { ...target, order_type: 'change_payment', payment: { type: 'zuora', zuora: { refId: 'b'.repeat(32) } } },
    effects: ['payment-method.updated', 'account.updated'],
  },
  credit: {
    order: { ...credits, order_type: 'credit' },
    options: { creditChargeId: 'charge-credit' },
    effects: ['credit-memo.created'],
  },
  refund: {
    order: { ...credits, order_type: 'refund' },
    options: { creditChargeId: 'charge-credit' },
    effects: ['credit-memo.created'],
  },
  'refund of a payment': {
    order: { ...credits, order_type: 'refund' },
    options: { refundAs: 'payment' },
    effects: ['refund.created'],
  },
  activation: {
    order: { ...target, order_type: 'activation' },
    given: { waits: true },
    effects: ['subscription.changed'],
  },
};
