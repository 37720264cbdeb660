import type { Reply } from '../server/exchange.ts';
import type { Call, Route } from '../server/route.ts';
import { accountByKey } from './accounts.ts';
import { recordByKey, type Subscription, subscriptions } from './records.ts';

/** Zuora shows the day of a cancellation as the end of the subscription, and no unique tokens of rate plans. */
function subscriptionView({ customFields, cancelledDate, ratePlans, ...subscription }: Subscription): object {
  return {
    ...subscription,
    ...customFields,
    subscriptionStartDate: subscription.contractEffectiveDate,
    subscriptionEndDate: cancelledDate ?? subscription.termEndDate,
    ratePlans: ratePlans.map(({ amount: _price, charges, uniqueToken: _token, ...plan }) => ({
      ...plan,
      ratePlanCharges: charges,
    })),
  };
}

function read({ transaction, param }: Call): Reply {
  const subscription = recordByKey(transaction, subscriptions, param('key'));
  return { status: 200, body: { success: true, ...subscriptionView(subscription) } };
}

function listOfAccount({ transaction, param }: Call): Reply {
  const { accountNumber } = accountByKey(transaction, param('key'));
  const own = [...transaction.all(subscriptions)].filter((found) => found.accountNumber === accountNumber);
  return { status: 200, body: { success: true, subscriptions: own.map(subscriptionView) } };
}

/** `GET /v1/subscriptions/{key}` and `GET /v1/subscriptions/accounts/{key}`. Source: Zuora v1 API reference, "Subscriptions". */
export const subscriptionRoutes: readonly Route[] = [
  { method: 'GET', pattern: '/v1/subscriptions/:key', kind: 'read', handle: read },
  { method: 'GET', pattern: '/v1/subscriptions/accounts/:key', kind: 'read', handle: listOfAccount },
];
