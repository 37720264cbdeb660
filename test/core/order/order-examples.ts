import type { JsonObject } from '../../../core/json.ts';
import type { OrderType } from '../../../core/order/order-types.ts';

const item = { offer: { path: '/offers2/Digital Monthly' } };
const target = { forSubscription: { id: 'sub-1' } };
const address = {
  firstName: 'Ada',
  address1: '1 Mill Lane',
  address2: '',
  city: 'Leeds',
  postalCode: 'LS1 1AA',
  country: 'GB',
};
const reason = { reason: { id: 'too_expensive', feedback: 'free text' } };

const everywhere = {
  external_id: 'CRM-2026-000917',
  source: 'shop',
  initiated_source: 'salesforce',
  processing_type: 'express_apple_pay',
  process_immediately: true,
  orderDate: '2026-03-02T09:30:00Z',
  mode: 'test',
  owner: 'id-1',
  total: { amount: 17.5, currency: 'GBP', summary: { headline: '£17.50' } },
  payment: { type: 'zuora', zuora: { refId: '8ad08d2989bdc1a5' } },
  billingDetails: address,
  deliveryDetails: address,
  tracking: { tag: '/tags/spring' },
  customFields: { po_number: 'A-77' },
};

/** The smallest valid order of each type. */
export const MINIMAL_ORDERS: Readonly<Record<OrderType, JsonObject>> = {
  new: { order_type: 'new', country: 'GB', orderItems: [item], customerDetails: { email: 'ada@example.org' } },
  external: { order_type: 'external', orderItems: [item] },
  cancel_subscription: { order_type: 'cancel_subscription', subscriptionId: 'sub-1' },
  change_offer: { order_type: 'change_offer', ...target, offer: { id: 'abc' } },
  add_offer: { order_type: 'add_offer', ...target, offer: { id: 'abc' } },
  change_payment: { order_type: 'change_payment', customerId: 'cus-1' },
  change_address: { order_type: 'change_address', owner: 'id-1', type: 'delivery', address: {} },
  update_customer_details: { order_type: 'update_customer_details', customerId: 'cus-1', customerDetails: {} },
  update_subscription: {
    order_type: 'update_subscription',
    forSubscription: { name: '9HV3P0LD46NC' },
    updates: [{ type: 'add', record_type: 'offer', id: 'abc' }],
  },
  renew: { order_type: 'renew', subscriptionRef: '9HV3P0LD46NC' },
  refund: { order_type: 'refund', ...target },
  credit: { order_type: 'credit', ...target },
  activation: { order_type: 'activation', ...target },
};

/** Optional fields of an order of each type. */
const EXTRAS: Readonly<Record<OrderType, JsonObject>> = {
  new: {
    orderItems: [{ ...item, id: '1', quantity: 2, price: { amount: 8.75, currency: 'GBP' }, addOns: [] }],
    customerDetails: { firstName: 'Ada', lastName: 'Byrne', email: 'ada@example.org', marketingPrefs: {} },
    subscriptionId: null,
    forSubscription: null,
  },
  external: { attributes: { external: true } },
  cancel_subscription: { cancelDate: '2026-04-01', data: reason },
  change_offer: { effectiveDate: '2026-03-31T00:00:00+01:00', quantity: 1, data: reason },
  add_offer: { effectiveDate: '2026-03-31', change_type: 'cancel_save', data: reason },
  change_payment: { subscriptionId: 'sub-1' },
  change_address: { type: 'all', address },
  update_customer_details: { customerDetails: { firstName: 'Ada', phone: '+441234567890', companyName: 'Byrne Ltd' } },
  update_subscription: {
    updates: [
      {
        type: 'remove',
        record_type: 'add_on',
        id: 'add_on-1',
        quantity: 5,
        effective_date: '2026-03-02',
        version: '1',
      },
    ],
  },
  renew: { orderItems: [item] },
  refund: { orderItems: [item] },
  credit: { orderItems: [{ ...item, quantity: 1 }] },
  activation: { subscriptionRef: '9HV3P0LD46NC' },
};

/** Returns an order with most of the known fields of its type, and an unknown one. */
export function fullOrder(type: OrderType): JsonObject {
  return { ...everywhere, ...MINIMAL_ORDERS[type], ...EXTRAS[type], shopField: { kept: [1, null, 'as it is'] } };
}
