import type { Reply } from '../server/exchange.ts';
import type { Call, Route } from '../server/route.ts';
import { accountByKey } from './accounts.ts';
import { notFound } from './errors.ts';
import { type Subscription, subscriptions } from './records.ts';

function show({ customFields, cancelledDate, ratePlans, ...subscription }: Subscription): object {
  return {
    ...subscription,
    ...customFields,
    subscriptionStartDate: subscription.contractEffectiveDate,
    subscriptionEndDate: cancelledDate ?? subscription.termEndDate,
    cancelledDate,
    ratePlans: ratePlans.map(({ amount: _price, charges, ...plan }) => ({ ...plan, ratePlanCharges: charges })),
  };
}

function read({ transaction, param }: Call): Reply {
  const key = param('key');
  const found = transaction.get(subscriptions, key) ?? transaction.find(subscriptions, ({ id }) => id === key);
  if (found === undefined) throw notFound(key);
  return { status: 200, body: { success: true, ...show(found) } };
}

function listOfAccount({ transaction, param }: Call): Reply {
  const { accountNumber } = accountByKey(transaction, param('key'));
  const own = [...transaction.all(subscriptions)].filter((found) => found.accountNumber === accountNumber);
  return { status: 200, body: { success: true, subscriptions: own.map(show) } };
}

/** `GET /v1/subscriptions/{key}` and `GET /v1/subscriptions/accounts/{key}`. Source: Zuora v1 API reference, "Subscriptions". */
export const subscriptionRoutes: readonly Route[] = [
  { method: 'GET', pattern: '/v1/subscriptions/:key', kind: 'read', handle: read },
  { method: 'GET', pattern: '/v1/subscriptions/accounts/:key', kind: 'read', handle: listOfAccount },
];
