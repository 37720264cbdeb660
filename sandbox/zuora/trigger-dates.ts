import * as z from 'zod';
import type { Reply } from '../server/exchange.ts';
import type { Call, Route } from '../server/route.ts';
import { notFound, zuoraRefusal } from './errors.ts';
import { effectKey } from './identifiers.ts';
import { statusOf } from './orders.ts';
import { orders, type Subscription, subscriptions } from './records.ts';
import { dateField, modelObject, requestBody, textField } from './request-body.ts';

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
    if (subscription.status === 'Cancelled') {
      throw zuoraRefusal({ category: 'businessRule' }, `Subscription ${subscriptionNumber} is cancelled.`);
    }
    return setDates(
      call,
      subscription,
      orderActions.flatMap(({ triggerDates }) => triggerDates),
    );
  });
  transaction.put(orders, order.orderNumber, { ...order, status: statusOf(changed) });
  const states = changed.map(({ subscriptionNumber, status }) => ({ subscriptionNumber, status }));
  return { status: 200, body: { success: true, subscriptions: states } };
}

function setDates(call: Call, subscription: Subscription, triggerDates: readonly TriggerDate[]): Subscription {
  const dates = Object.fromEntries(triggerDates.map(({ name, triggerDate }) => [FIELD[name], triggerDate]));
  const dated: Subscription = { ...subscription, ...dates };
  const isActivated = dated.status === 'Pending Activation' && dated.serviceActivationDate !== null;
  const changed: Subscription = isActivated ? { ...dated, status: 'Active' } : dated;
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
