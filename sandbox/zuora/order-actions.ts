import type { Refusal } from '../server/exchange.ts';
import { accountByKey } from './accounts.ts';
import { type ActionContext, triggerDate } from './action-context.ts';
import { addPeriods, daysBetween, type PeriodType } from './calendar.ts';
import { zuoraRefusal } from './errors.ts';
import type { OrderAction, OrderActionOf } from './order-action-schema.ts';
import { markPlan, ratePlanOf, toRatePlan, totalOf, updatedCharges } from './rate-plans.ts';
import type { Subscription } from './records.ts';

/** A subscription after an action, and the amount that the action adds to the bill (below zero: a credit). */
export interface ActionResult {
  readonly subscription: Subscription;
  readonly amount: number;
}

/** Action types that change an existing subscription. */
export type ChangeType = Exclude<OrderAction['type'], 'CreateSubscription'>;

/** An action that changes an existing subscription. */
export type ChangeAction = OrderActionOf<ChangeType>;

type Changes = {
  readonly [Type in ChangeType]: (
    subscription: Subscription,
    action: OrderActionOf<Type>,
    context: ActionContext,
  ) => ActionResult;
};

const CHANGES: Changes = {
  AddProduct(subscription, { addProduct }, context) {
    const plan = toRatePlan(addProduct, context);
    return { subscription: { ...subscription, ratePlans: [...subscription.ratePlans, plan] }, amount: plan.amount };
  },
  RemoveProduct(subscription, { removeProduct }) {
    const plan = ratePlanOf(subscription, removeProduct);
    const ratePlans = markPlan(subscription.ratePlans, plan, 'Remove');
    return { subscription: { ...subscription, ratePlans }, amount: -plan.amount };
  },
  UpdateProduct(subscription, { updateProduct }) {
    const plan = ratePlanOf(subscription, updateProduct);
    const charges = updatedCharges(plan, updateProduct.chargeUpdates ?? []);
    const ratePlans = markPlan(subscription.ratePlans, { ...plan, charges }, 'Update');
    return { subscription: { ...subscription, ratePlans }, amount: 0 };
  },
  ChangePlan(subscription, { changePlan }, context) {
    const old = ratePlanOf(subscription, changePlan);
    const plan = toRatePlan(changePlan.newProductRatePlan, context);
    const ratePlans = [...markPlan(subscription.ratePlans, old, 'Remove'), plan];
    return { subscription: { ...subscription, ratePlans }, amount: plan.amount - old.amount };
  },
  TermsAndConditions(subscription, { termsAndConditions: { autoRenew, lastTerm } }) {
    const termStartDate = lastTerm?.startDate ?? subscription.termStartDate;
    const term = lastTerm === undefined ? {} : { ...newTerm(lastTerm, termStartDate), termStartDate };
    return { subscription: { ...subscription, ...term, autoRenew: autoRenew ?? subscription.autoRenew }, amount: 0 };
  },
  RenewSubscription(subscription) {
    const { termEndDate, currentTerm, currentTermPeriodType } = subscription;
    if (termEndDate === null || currentTerm === null) {
      throw businessError(subscription, 'is evergreen and has no term to renew');
    }
    const end = addPeriods(termEndDate, currentTerm, (currentTermPeriodType ?? 'Month') as PeriodType);
    const renewed = { ...subscription, termStartDate: termEndDate, termEndDate: end };
    return { subscription: renewed, amount: totalOf(subscription) };
  },
  CancelSubscription(subscription, action, { orderDate, transaction }) {
    const { cancellationPolicy, cancellationEffectiveDate } = action.cancelSubscription;
    if (subscription.cancelledDate !== null) throw businessError(subscription, 'already has a cancellation');
    const contractEffective = triggerDate(action, 'ContractEffective') ?? orderDate;
    const requested = cancellationEffectiveDate ?? contractEffective;
    const cancelledDate =
      cancellationPolicy === 'EndOfCurrentTerm' ? (subscription.termEndDate ?? requested) : requested;
    const hasEnded = cancelledDate <= transaction.now.toISOString().slice(0, 10);
    const status = hasEnded ? 'Cancelled' : subscription.status;
    const amount = cancellationPolicy === 'SpecificDate' ? -unusedAmount(subscription, cancelledDate) : 0;
    return { subscription: { ...subscription, status, cancelledDate }, amount };
  },
  Suspend(subscription) {
    if (subscription.status !== 'Active') throw businessError(subscription, `is ${subscription.status}, not Active`);
    return { subscription: { ...subscription, status: 'Suspended' }, amount: 0 };
  },
  Resume(subscription) {
    if (subscription.status !== 'Suspended')
      throw businessError(subscription, `is ${subscription.status}, not Suspended`);
    return { subscription: { ...subscription, status: 'Active' }, amount: 0 };
  },
  OwnerTransfer(subscription, { ownerTransfer }, { transaction }) {
    const { destinationAccountNumber: owner, destinationInvoiceAccountNumber: payer } = ownerTransfer;
    const accountNumber =
      owner === undefined ? subscription.accountNumber : accountByKey(transaction, owner).accountNumber;
    const invoiceOwnerAccountNumber =
      payer === undefined ? subscription.invoiceOwnerAccountNumber : accountByKey(transaction, payer).accountNumber;
    return { subscription: { ...subscription, accountNumber, invoiceOwnerAccountNumber }, amount: 0 };
  },
};

/**
 * Applies an action to a subscription.
 *
 * @throws Refusal when the subscription is cancelled, or its state does not allow the action.
 */
export function applyChange(subscription: Subscription, action: ChangeAction, context: ActionContext): ActionResult {
  if (subscription.status === 'Cancelled') throw businessError(subscription, 'is cancelled');
  const change = CHANGES[action.type] as (
    subscription: Subscription,
    action: ChangeAction,
    context: ActionContext,
  ) => ActionResult;
  return change(subscription, action, context);
}

function businessError({ subscriptionNumber }: Subscription, problem: string): Refusal {
  const kind = { category: 'businessRule', resource: 'subscription' } as const;
  return zuoraRefusal(kind, `Subscription ${subscriptionNumber} ${problem}.`);
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

/** Returns the price of the days of the current term that follow `from`. */
function unusedAmount(subscription: Subscription, from: string): number {
  const { termStartDate, termEndDate } = subscription;
  if (termEndDate === null) return 0;
  const days = daysBetween(termStartDate, termEndDate);
  const left = Math.min(Math.max(daysBetween(from, termEndDate), 0), days);
  return days === 0 ? 0 : (totalOf(subscription) * left) / days;
}
