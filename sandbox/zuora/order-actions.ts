import type { Refusal } from '../server/exchange.ts';
import { accountByKey } from './accounts.ts';
import type { ActionContext } from './action-context.ts';
import { addPeriods, dayOf, daysBetween, type PeriodType } from './calendar.ts';
import { endedOn, resumedOn, updatedCharges } from './charges/charges.ts';
import { zuoraRefusal } from './errors.ts';
import type { OrderAction, OrderActionOf } from './order-action-schema.ts';
import { markPlan, ratePlanOf, toRatePlan, triggerDaysOf } from './rate-plans.ts';
import type { Subscription } from './records.ts';
import { statusOn, termsOf } from './subscription-status.ts';

/** Action types that change an existing subscription. */
export type ChangeType = Exclude<OrderAction['type'], 'CreateSubscription'>;

/** An action that changes an existing subscription. */
export type ChangeAction = OrderActionOf<ChangeType>;

type Changes = {
  readonly [Type in ChangeType]: (
    subscription: Subscription,
    action: OrderActionOf<Type>,
    context: ActionContext,
  ) => Subscription;
};

const CHANGES: Changes = {
  AddProduct(subscription, action, context) {
    const plan = toRatePlan(action.addProduct, triggerDaysOf(action, context.orderDate), context);
    return { ...subscription, ratePlans: [...subscription.ratePlans, plan] };
  },
  RemoveProduct(subscription, action, { orderDate }) {
    const plan = ratePlanOf(subscription, action.removeProduct);
    const charges = endedOn(plan.charges, triggerDaysOf(action, orderDate).ContractEffective);
    return { ...subscription, ratePlans: markPlan(subscription.ratePlans, { ...plan, charges }, 'Remove') };
  },
  UpdateProduct(subscription, action, { currency, orderDate }) {
    const { chargeUpdates = [], specificUpdateDate, ...wanted } = action.updateProduct;
    const plan = ratePlanOf(subscription, wanted);
    const day = specificUpdateDate ?? triggerDaysOf(action, orderDate).ContractEffective;
    const charges = updatedCharges(plan.charges, chargeUpdates, day, currency);
    return { ...subscription, ratePlans: markPlan(subscription.ratePlans, { ...plan, charges }, 'Update') };
  },
  ChangePlan(subscription, action, context) {
    const days = triggerDaysOf(action, context.orderDate);
    const old = ratePlanOf(subscription, action.changePlan);
    const plan = toRatePlan(action.changePlan.newProductRatePlan, days, context);
    const ended = { ...old, charges: endedOn(old.charges, days.ContractEffective) };
    return { ...subscription, ratePlans: [...markPlan(subscription.ratePlans, ended, 'Remove'), plan] };
  },
  TermsAndConditions(subscription, { termsAndConditions }, { transaction }) {
    const { autoRenew, clearingScheduledCancelDate, lastTerm } = termsAndConditions;
    const termStartDate = lastTerm?.startDate ?? subscription.termStartDate;
    const term = lastTerm === undefined ? {} : { ...newTerm(lastTerm, termStartDate), termStartDate };
    const { cancelledDate } = subscription;
    const isAhead = cancelledDate !== null && cancelledDate > dayOf(transaction.now);
    if (clearingScheduledCancelDate && !isAhead) throw businessError(subscription, 'has no scheduled cancellation');
    return {
      ...subscription,
      ...term,
      autoRenew: autoRenew ?? subscription.autoRenew,
      cancelledDate: clearingScheduledCancelDate ? null : cancelledDate,
    };
  },
  RenewSubscription(subscription) {
    const { termEndDate, currentTerm, currentTermPeriodType } = subscription;
    if (termEndDate === null || currentTerm === null) {
      throw businessError(subscription, 'is evergreen and has no term to renew');
    }
    const end = addPeriods(termEndDate, currentTerm, (currentTermPeriodType ?? 'Month') as PeriodType);
    return { ...subscription, pastTerms: termsOf(subscription), termStartDate: termEndDate, termEndDate: end };
  },
  CancelSubscription(subscription, action, { orderDate, transaction }) {
    const { cancellationPolicy: policy, cancellationEffectiveDate } = action.cancelSubscription;
    if (subscription.cancelledDate !== null) throw businessError(subscription, 'already has a cancellation');
    const status = statusOn(subscription, dayOf(transaction.now));
    if (status !== 'Active')
      throw businessError(subscription, `is ${status}: only active subscriptions can be cancelled`);
    const requested = cancellationEffectiveDate ?? triggerDaysOf(action, orderDate).ContractEffective;
    const lastTermDay = subscription.termEndDate ?? requested;
    const days = {
      SpecificDate: requested,
      EndOfCurrentTerm: lastTermDay,
      EndOfLastInvoicePeriod: chargedThrough(subscription) ?? requested,
    };
    return { ...subscription, cancelledDate: days[policy] };
  },
  Suspend(subscription, action, context) {
    const { suspendPeriods, suspendPeriodsType, suspendPolicy, suspendSpecificDate } = action.suspend;
    const status = statusOn(subscription, dayOf(context.transaction.now));
    const isSuspended = subscription.suspendDate !== null && subscription.resumeDate === null;
    if (status !== 'Active' || isSuspended)
      throw businessError(subscription, `is ${isSuspended ? 'Suspended' : status}, not Active`);
    const today = triggerDaysOf(action, context.orderDate).ContractEffective;
    const suspendDate = {
      Today: today,
      EndOfLastInvoicePeriod: chargedThrough(subscription) ?? today,
      FixedPeriodsFromToday: addPeriods(today, suspendPeriods ?? 0, suspendPeriodsType ?? 'Day'),
      SpecificDate: suspendSpecificDate ?? today,
    }[suspendPolicy];
    const ratePlans = subscription.ratePlans.map((plan) => ({ ...plan, charges: endedOn(plan.charges, suspendDate) }));
    return { ...subscription, ratePlans, suspendDate, resumeDate: null };
  },
  Resume(subscription, action, context) {
    const { extendsTerm, resumePeriods, resumePeriodsType, resumePolicy, resumeSpecificDate } = action.resume;
    const { resumeDate: resumed, suspendDate, termEndDate } = subscription;
    if (suspendDate === null || resumed !== null) {
      const status = statusOn(subscription, dayOf(context.transaction.now));
      throw businessError(subscription, `is ${status}, not Suspended`);
    }
    const today = triggerDaysOf(action, context.orderDate).ContractEffective;
    const periods = [resumePeriods ?? 0, resumePeriodsType ?? 'Day'] as const;
    const resumeDate = {
      Today: today,
      FixedPeriodsFromSuspendDate: addPeriods(suspendDate, ...periods),
      FixedPeriodsFromToday: addPeriods(today, ...periods),
      SpecificDate: resumeSpecificDate ?? today,
    }[resumePolicy];
    if (resumeDate < suspendDate)
      throw businessError(subscription, `is suspended from ${suspendDate} and cannot resume before`);
    const ratePlans = subscription.ratePlans.map((plan) =>
      plan.lastChangeType === 'Remove' ? plan : { ...plan, charges: resumedOn(plan.charges, resumeDate) },
    );
    const isLonger = extendsTerm && termEndDate !== null;
    const end = isLonger ? addPeriods(termEndDate, daysBetween(suspendDate, resumeDate), 'Day') : termEndDate;
    return { ...subscription, ratePlans, resumeDate, termEndDate: end };
  },
  OwnerTransfer(subscription, { ownerTransfer }, { transaction }) {
    const { destinationAccountNumber: owner, destinationInvoiceAccountNumber: payer } = ownerTransfer;
    const accountNumber =
      owner === undefined ? subscription.accountNumber : accountByKey(transaction, owner).accountNumber;
    const invoiceOwnerAccountNumber =
      payer === undefined ? subscription.invoiceOwnerAccountNumber : accountByKey(transaction, payer).accountNumber;
    return { ...subscription, accountNumber, invoiceOwnerAccountNumber };
  },
};

/**
 * Applies an action to a subscription.
 *
 * @throws Refusal when the subscription is cancelled, or its state does not allow the action.
 */
export function applyChange(subscription: Subscription, action: ChangeAction, context: ActionContext): Subscription {
  if (statusOn(subscription, dayOf(context.transaction.now)) === 'Cancelled') {
    throw businessError(subscription, 'is cancelled');
  }
  const change = CHANGES[action.type] as (
    subscription: Subscription,
    action: ChangeAction,
    context: ActionContext,
  ) => Subscription;
  return change(subscription, action, context);
}

function businessError({ subscriptionNumber }: Subscription, problem: string): Refusal {
  const kind = { category: 'businessRule', resource: 'subscription' } as const;
  return zuoraRefusal(kind, `Subscription ${subscriptionNumber} ${problem}.`);
}

/** Returns the first day that is not billed yet. */
function chargedThrough({ ratePlans }: Subscription): string | undefined {
  return ratePlans
    .flatMap(({ charges }) => charges.filter(({ type }) => type === 'Recurring').flatMap(({ billed }) => billed))
    .map(({ to }) => to)
    .toSorted()
    .at(-1);
}

function newTerm(
  term: {
    termType: 'TERMED' | 'EVERGREEN';
    period?: number | undefined;
    periodType?: PeriodType | undefined;
    endDate?: string | undefined;
  },
  start: string,
) {
  if (term.termType === 'EVERGREEN') {
    return { termType: term.termType, currentTerm: null, currentTermPeriodType: null, termEndDate: null };
  }
  const currentTerm = term.period ?? 1;
  const currentTermPeriodType = term.periodType ?? 'Month';
  const termEndDate = term.endDate ?? addPeriods(start, currentTerm, currentTermPeriodType);
  return { termType: term.termType, currentTerm, currentTermPeriodType, termEndDate };
}
