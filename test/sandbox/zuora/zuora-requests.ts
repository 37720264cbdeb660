import type { RunningSandbox } from '../running-sandbox.ts';

/** A new account that can pay. */
export const NEW_ACCOUNT = {
  name: 'Ada Lovelace',
  currency: 'GBP',
  billCycleDay: 0,
  billToContact: { firstName: 'Ada', lastName: 'Lovelace', country: 'GB' },
  hpmCreditCardPaymentMethodId: 'hosted-page-method',
};

const TERMS = { autoRenew: true, initialTerm: { termType: 'TERMED', period: 12, periodType: 'Month' } };

/** A rate plan with a price. */
export const ratePlan = (productRatePlanId: string, listPrice: number) => ({
  productRatePlanId,
  chargeOverrides: [
    { productRatePlanChargeId: `${productRatePlanId}-charge`, pricing: { recurringFlatFee: { listPrice } } },
  ],
});

/** The action that creates a subscription of 12 pounds for a year from 2 March 2026. */
export const createAction = (subscriptionNumber?: string) => ({
  type: 'CreateSubscription',
  createSubscription: {
    ...(subscriptionNumber === undefined ? {} : { subscriptionNumber }),
    terms: TERMS,
    subscribeToRatePlans: [ratePlan('monthly', 12)],
  },
});

/** An order for a new customer. */
export const newOrder = (subscriptionNumber?: string) => ({
  orderDate: '2026-03-02',
  newAccount: NEW_ACCOUNT,
  subscriptions: [{ orderActions: [createAction(subscriptionNumber)] }],
  processingOptions: { runBilling: true, collectPayment: true },
});

/** An order of a new customer for one rate plan, for a year from 2 March 2026. */
export const orderOf = (plan: object, currency = 'GBP') => {
  const { createSubscription, type } = createAction();
  const action = { type, createSubscription: { ...createSubscription, subscribeToRatePlans: [plan] } };
  return { ...newOrder(), newAccount: { ...NEW_ACCOUNT, currency }, subscriptions: [{ orderActions: [action] }] };
};

/** The order for a new customer, to preview through a day. */
export const previewOf = (order: object, specificPreviewThruDate = '2026-03-02') => {
  const { newAccount, processingOptions: _options, ...fields } = order as Partial<ReturnType<typeof newOrder>>;
  const previewOptions = {
    previewTypes: ['BillingDocs'],
    previewThruType: 'SpecificDate',
    specificPreviewThruDate,
  };
  const account = newAccount && { billCycleDay: newAccount.billCycleDay, currency: newAccount.currency };
  return { ...fields, ...(account && { previewAccountInfo: account }), previewOptions };
};

/** An order that changes one subscription. */
export const changeOrder = (accountNumber: string, subscriptionNumber: string, orderActions: object[]) => ({
  orderDate: '2026-04-01',
  existingAccountNumber: accountNumber,
  subscriptions: [{ subscriptionNumber, orderActions }],
  processingOptions: { runBilling: true, collectPayment: true },
});

/** Takes out the subscription `S-1` and returns the number of its account. */
export async function subscribed({ zuora }: RunningSandbox): Promise<string> {
  const { body } = await zuora('POST', '/v1/orders', newOrder('S-1'));
  return (body as { accountNumber: string }).accountNumber;
}
