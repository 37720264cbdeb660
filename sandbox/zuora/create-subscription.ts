import { type ActionContext, triggerDate } from './action-context.ts';
import { addPeriods } from './calendar.ts';
import { zuoraRefusal } from './errors.ts';
import { internalId, nextNumber } from './identifiers.ts';
import type { OrderActionOf } from './order-action-schema.ts';
import { toRatePlan } from './rate-plans.ts';
import { type Subscription, subscriptions } from './records.ts';

/**
 * A subscription's first version. One whose trigger dates leave out the service activation waits for it.
 *
 * @throws Refusal when the subscription number is taken.
 */
export function newSubscription(action: OrderActionOf<'CreateSubscription'>, context: ActionContext): Subscription {
  const { createSubscription: request } = action;
  const number = request.subscriptionNumber ?? nextNumber(context.transaction, 'A-S');
  if (context.transaction.get(subscriptions, number) !== undefined) {
    const message = `The subscription number ${number} already exists.`;
    throw zuoraRefusal({ category: 'businessRule', resource: 'subscription' }, message);
  }
  const { initialTerm, autoRenew = false } = request.terms;
  const contractEffectiveDate = triggerDate(action, 'ContractEffective') ?? context.orderDate;
  const serviceActivationDate =
    triggerDate(action, 'ServiceActivation') ?? (action.triggerDates === undefined ? context.orderDate : null);
  const termStartDate = initialTerm.startDate ?? contractEffectiveDate;
  const termed = initialTerm.termType === 'TERMED';
  const currentTerm = termed ? (initialTerm.period ?? 1) : null;
  const currentTermPeriodType = termed ? (initialTerm.periodType ?? 'Month') : null;
  return {
    id: internalId(),
    subscriptionNumber: number,
    accountNumber: context.accountNumber,
    invoiceOwnerAccountNumber: context.accountNumber,
    status: serviceActivationDate === null ? 'Pending Activation' : 'Active',
    version: 1,
    termType: initialTerm.termType,
    autoRenew,
    currentTerm,
    currentTermPeriodType,
    contractEffectiveDate,
    serviceActivationDate,
    customerAcceptanceDate: triggerDate(action, 'CustomerAcceptance') ?? serviceActivationDate,
    termStartDate,
    termEndDate:
      currentTerm === null ? null : addPeriods(termStartDate, currentTerm, initialTerm.periodType ?? 'Month'),
    cancelledDate: null,
    ratePlans: request.subscribeToRatePlans.map((plan) => toRatePlan(plan, context)),
    customFields: {},
  };
}
