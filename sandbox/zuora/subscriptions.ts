import type { Reply } from '../server/exchange.ts';
import type { Call, Route } from '../server/route.ts';
import { accountByKey } from './accounts.ts';
import { dayOf } from './calendar.ts';
import type { Charge } from './charges/charges.ts';
import { toAmount } from './money.ts';
import { type RatePlan, recordByKey, type Subscription, subscriptions } from './records.ts';
import { endOf, statusOn } from './subscription-status.ts';

/** Source: zuora-sdk 3.21.0, `GetSubscriptionRatePlanChargesWithAllSegments`. */
function chargeView(charge: Charge, end: string | undefined, currency: string): object {
  const { segments, billed } = charge;
  const segment = segments.at(-1);
  const { price, from = null, to = null } = segment ?? {};
  const amount = (units: number | null | undefined) => (units == null ? null : toAmount(units, currency));
  return {
    number: charge.number,
    name: charge.name,
    type: charge.type,
    model: charge.model,
    productRatePlanChargeId: charge.productRatePlanChargeId,
    currency,
    price: amount(price?.listPrice),
    quantity: price?.quantity ?? null,
    discountPercentage: price?.discountPercentage ?? null,
    discountAmount: amount(price?.discountAmount),
    effectiveStartDate: from,
    effectiveEndDate: to ?? end ?? null,
    chargedThroughDate:
      billed
        .map((item) => item.to)
        .toSorted()
        .at(-1) ?? null,
  };
}

function ratePlanView({ charges, uniqueToken: _token, ...plan }: RatePlan, end: string | undefined, currency: string) {
  return { ...plan, ratePlanCharges: charges.map((charge) => chargeView(charge, end, currency)) };
}

/** Zuora shows the day of a cancellation as the end of the subscription, and no unique tokens of rate plans. */
function subscriptionView({ transaction }: Call, subscription: Subscription): object {
  const { customFields, cancelledDate, pastTerms: _terms, ratePlans, resumeDate, suspendDate, ...shown } = subscription;
  const { id: accountId, currency } = accountByKey(transaction, subscription.accountNumber);
  const today = dayOf(transaction.now);
  const end = endOf(subscription);
  const ahead = (day: string | null) => (day !== null && day > today ? day : null);
  return {
    ...shown,
    ...customFields,
    accountId,
    currency,
    status: statusOn(subscription, today),
    subscriptionStartDate: subscription.contractEffectiveDate,
    subscriptionEndDate: end ?? null,
    scheduledCancelDate: ahead(cancelledDate),
    scheduledSuspendDate: ahead(suspendDate),
    scheduledResumeDate: ahead(resumeDate),
    ratePlans: ratePlans.map((plan) => ratePlanView(plan, end, currency)),
  };
}

function read(call: Call): Reply {
  const subscription = recordByKey(call.transaction, subscriptions, call.param('key'));
  return { status: 200, body: { success: true, ...subscriptionView(call, subscription) } };
}

function listOfAccount(call: Call): Reply {
  const { accountNumber } = accountByKey(call.transaction, call.param('key'));
  const own = [...call.transaction.all(subscriptions)].filter((found) => found.accountNumber === accountNumber);
  return { status: 200, body: { success: true, subscriptions: own.map((found) => subscriptionView(call, found)) } };
}

/** `GET /v1/subscriptions/{key}` and `GET /v1/subscriptions/accounts/{key}`. Source: Zuora v1 API reference, "Subscriptions". */
export const subscriptionRoutes: readonly Route[] = [
  { method: 'GET', pattern: '/v1/subscriptions/:key', kind: 'read', handle: read },
  { method: 'GET', pattern: '/v1/subscriptions/accounts/:key', kind: 'read', handle: listOfAccount },
];
