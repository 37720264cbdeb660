import * as z from 'zod';
import type { Reply } from '../server/exchange.ts';
import type { Call, Route } from '../server/route.ts';
import { dayOf } from './calendar.ts';
import { triggered } from './charges/charges.ts';
import { notFound, zuoraRefusal } from './errors.ts';
import { effectKey } from './identifiers.ts';
import { stateView, statusOf } from './place-order.ts';
import { orders, RULES, type Subscription, subscriptions, tenantRules } from './records.ts';
import { dateField, modelObject, requestBody, textField } from './request-body.ts';
import { statusOn } from './subscription-status.ts';

const triggerDateSchema = modelObject({
  name: z.enum(['ContractEffective', 'ServiceActivation', 'CustomerAcceptance']),
  triggerDate: dateField,
});

const schema = modelObject({
  subscriptions: z
    .array(
      modelObject({
        subscriptionNumber: textField,
        orderActions: z
          .array(modelObject({ sequence: z.number().int(), triggerDates: z.array(triggerDateSchema).min(1) }))
          .min(1),
      }),
    )
    .min(1),
});

type TriggerDate = z.infer<typeof triggerDateSchema>;

const FIELD = {
  ContractEffective: 'contractEffectiveDate',
  ServiceActivation: 'serviceActivationDate',
  CustomerAcceptance: 'customerAcceptanceDate',
} as const;

function update(call: Call): Reply {
  const { transaction, param } = call;
  const order = transaction.get(orders, param('number'));
  if (order === undefined) throw notFound(param('number'));
  const request = requestBody(call.request.body, schema);
  const changed = request.subscriptions.map(({ subscriptionNumber, orderActions }) => {
    const subscription = transaction.get(subscriptions, subscriptionNumber);
    if (subscription === undefined) throw notFound(subscriptionNumber);
    if (statusOn(subscription, dayOf(transaction.now)) === 'Cancelled') {
      throw zuoraRefusal({ category: 'businessRule' }, `Subscription ${subscriptionNumber} is cancelled.`);
    }
    return setDates(
      call,
      subscription,
      orderActions.flatMap(({ triggerDates }) => triggerDates),
    );
  });
  const status = statusOf(changed);
  transaction.put(orders, order.orderNumber, { ...order, status });
  const { accountNumber, orderNumber } = order;
  const states = changed.map((subscription) => stateView(call, subscription));
  return { status: 200, body: { success: true, orderNumber, accountNumber, status, subscriptions: states } };
}

function setDates(call: Call, subscription: Subscription, triggerDates: readonly TriggerDate[]): Subscription {
  const dates = Object.fromEntries(triggerDates.map(({ name, triggerDate }) => [FIELD[name], triggerDate]));
  const dated: Subscription = { ...subscription, ...dates };
  const { contractEffectiveDate, customerAcceptanceDate, serviceActivationDate } = dated;
  const { requiresAcceptance } = call.transaction.get(tenantRules, RULES) ?? {};
  const accepted = customerAcceptanceDate ?? (requiresAcceptance ? null : serviceActivationDate);
  const days = {
    ContractEffective: contractEffectiveDate,
    ServiceActivation: serviceActivationDate,
    CustomerAcceptance: accepted,
  };
  const changed: Subscription = {
    ...dated,
    customerAcceptanceDate: accepted,
    ratePlans: dated.ratePlans.map((plan) => ({ ...plan, charges: triggered(plan.charges, days) })),
  };
  if (JSON.stringify(changed) === JSON.stringify(subscription)) return subscription;
  const { subscriptionNumber, accountNumber } = subscription;
  call.transaction.put(subscriptions, subscriptionNumber, changed);
  const key = effectKey(call, subscriptionNumber);
  const detail = { subscriptionNumber, accountNumber, actions: ['TriggerDates'] };
  call.transaction.effect({ partner: 'zuora', kind: 'subscription.changed', key, ...detail });
  return changed;
}

/**
 * `PUT /v1/orders/{number}/triggerDates` sets dates, and activates subscriptions that wait for their service activation.
 * Source: Zuora v1 API reference, "Update order trigger dates".
 */
export const triggerDatesRoute: Route = {
  method: 'PUT',
  pattern: '/v1/orders/:number/triggerDates',
  kind: 'write',
  handle: update,
};
