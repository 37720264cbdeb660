import type { JsonObject } from '../../../core/json.ts';

/** A small order that every tenant accepts and that completes on `tenants/demo.json`: Zuora asks for a total with its currency. */
export const NEW_ORDER_EXAMPLE: JsonObject = {
  order_type: 'new',
  external_id: 'CRM-2026-000917',
  country: 'GB',
  orderItems: [{ offer: { path: '/offers2/Digital Monthly' }, quantity: 1 }],
  customerDetails: { firstName: 'Ada', lastName: 'Byrne', email: 'ada@example.org' },
  total: { amount: 17.5, currency: 'GBP' },
};
