import { creditCharge, zuoraCatalog } from '../../../contract/zuora-catalog.ts';

/** What the sandbox sells to the tests of the sandbox. */
export const CATALOG = zuoraCatalog({
  monthly: { billingPeriod: 'Annual', price: '12' },
  premium: { billingPeriod: 'Annual', price: '20' },
  extra: { billingPeriod: 'Annual', price: '3' },
  seats: { billingPeriod: 'Annual', model: 'PerUnit', price: '2' },
  credits: ['charge-1', 'charge-gift'].map(creditCharge),
});
