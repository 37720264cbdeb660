import type { Refusal } from '../server/exchange.ts';
import type { Call } from '../server/route.ts';
import { accountByKey, createAccount } from './accounts.ts';
import { type ActionContext, triggerDate } from './action-context.ts';
import { addPeriods } from './calendar.ts';
import { zuoraRefusal } from './errors.ts';
import { effectKey, internalId, nextNumber } from './identifiers.ts';
import type { OrderActionOf } from './order-action-schema.ts';
import { applyChange } from './order-actions.ts';
import type { OrderRequest, OrderSubscription } from './order-schema.ts';
import { toRatePlan, triggerDaysOf } from './rate-plans.ts';
import { type Account, RULES, type Subscription, subscriptions, tenantRules } from './records.ts';

/** Result of an order. */
export interface ProcessedOrder {
  readonly account: Account;
  readonly subscriptions: readonly Subscription[];
}

/**
 * Applies the actions of an order one by one. If one is rejected, none of them takes effect.
 *
 * @throws Refusal when the account or a subscription does not exist, or an action is not allowed.
 */
export function processOrder(call: Call, order: OrderRequest): ProcessedOrder {
  const account =
    order.newAccount === undefined
      ? accountByKey(call.transaction, order.existingAccountNumber ?? '')
      : createAccount(call, order.newAccount);
  const context = {
    transaction: call.transaction,
    accountNumber: account.accountNumber,
    currency: account.currency,
    orderDate: order.orderDate,
  };
  return { account, subscriptions: order.subscriptions.map((part) => processSubscription(call, part, context)) };
}

function processSubscription(call: Call, part: OrderSubscription, context: ActionContext): Subscription {
  let subscription =
    part.subscriptionNumber === undefined ? undefined : existingSubscription(part.subscriptionNumber, context);
  for (const action of part.orderActions) {
    if (action.type === 'CreateSubscription') {
      if (subscription !== undefined) throw businessError('Only the first order action can create the subscription.');
      subscription = newSubscription(action, context);
      continue;
    }
    if (subscription === undefined)
      throw businessError(`'subscriptionNumber' is required for the order action ${action.type}.`);
    const changed = applyChange(subscription, action, context);
    subscription = { ...changed, version: changed.version + 1 };
  }
  if (subscription === undefined) throw businessError('At least one order action is required.');
  const customFields = { ...subscription.customFields, ...part.customFields };
  const result = { ...subscription, customFields };
  context.transaction.put(subscriptions, result.subscriptionNumber, result);
  recordEffect(call, part, result);
  return result;
}

/** If an action has trigger dates but none for the service activation, its subscription waits for it. */
function newSubscription(action: OrderActionOf<'CreateSubscription'>, context: ActionContext): Subscription {
  const { createSubscription: request } = action;
  const { orderDate, transaction } = context;
  const number = request.subscriptionNumber ?? nextNumber(transaction, 'A-S');
  if (transaction.get(subscriptions, number) !== undefined) {
    throw businessError(`The subscription number ${number} already exists.`);
  }
  const { initialTerm, autoRenew = false } = request.terms;
  const contractEffectiveDate = triggerDaysOf(action, orderDate).ContractEffective;
  const serviceActivationDate =
    triggerDate(action, 'ServiceActivation') ?? (action.triggerDates === undefined ? orderDate : null);
  const { requiresAcceptance } = transaction.get(tenantRules, RULES) ?? {};
  const isAwaited = requiresAcceptance && action.triggerDates !== undefined;
  const customerAcceptanceDate =
    triggerDate(action, 'CustomerAcceptance') ?? (isAwaited ? null : serviceActivationDate);
  const days = {
    ContractEffective: contractEffectiveDate,
    ServiceActivation: serviceActivationDate,
    CustomerAcceptance: customerAcceptanceDate,
  };
  const termStartDate = initialTerm.startDate ?? contractEffectiveDate;
  const termed = initialTerm.termType === 'TERMED';
  const currentTerm = termed ? (initialTerm.period ?? 1) : null;
  const currentTermPeriodType = termed ? (initialTerm.periodType ?? 'Month') : null;
  const accountOf = (key: string | undefined): string => {
    const { accountNumber, currency } = accountByKey(transaction, key ?? context.accountNumber);
    if (currency === context.currency) return accountNumber;
    throw businessError(`The account ${accountNumber} has the currency ${currency}, not ${context.currency}.`);
  };
  return {
    id: internalId(),
    subscriptionNumber: number,
    accountNumber: accountOf(request.subscriptionOwnerAccountNumber),
    invoiceOwnerAccountNumber: accountOf(request.invoiceOwnerAccountNumber),
    invoiceSeparately: request.invoiceSeparately ?? false,
    version: 1,
    termType: initialTerm.termType,
    autoRenew,
    currentTerm,
    currentTermPeriodType,
    contractEffectiveDate,
    serviceActivationDate,
    customerAcceptanceDate,
    pastTerms: [],
    termStartDate,
    termEndDate:
      currentTerm === null ? null : addPeriods(termStartDate, currentTerm, initialTerm.periodType ?? 'Month'),
    cancelledDate: null,
    suspendDate: null,
    resumeDate: null,
    ratePlans: request.subscribeToRatePlans.map((plan) => toRatePlan(plan, days, context)),
    customFields: {},
  };
}

function existingSubscription(number: string, { transaction, accountNumber }: ActionContext): Subscription {
  const subscription = transaction.get(subscriptions, number);
  if (subscription === undefined) {
    const message = `Cannot find entity by key: '${number}'.`;
    throw zuoraRefusal({ category: 'notFound', resource: 'subscription' }, message);
  }
  const owners = [subscription.accountNumber, subscription.invoiceOwnerAccountNumber];
  if (owners.includes(accountNumber)) return subscription;
  throw businessError(`The subscription ${number} does not belong to the account ${accountNumber}.`);
}

function recordEffect(call: Call, part: OrderSubscription, { subscriptionNumber, accountNumber }: Subscription): void {
  const actions = part.orderActions.map(({ type }) => type);
  const cancelled = actions.includes('CancelSubscription');
  const kind = actions.includes('CreateSubscription') ? 'created' : cancelled ? 'cancelled' : 'changed';
  const key = effectKey(call, subscriptionNumber);
  const detail = { subscriptionNumber, accountNumber, actions };
  call.transaction.effect({ partner: 'zuora', kind: `subscription.${kind}`, key, ...detail });
}

function businessError(message: string): Refusal {
  return zuoraRefusal({ category: 'businessRule', resource: 'subscription' }, message);
}
