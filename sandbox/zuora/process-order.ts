import type { Call } from '../server/route.ts';
import { accountByKey, createAccount } from './accounts.ts';
import type { ActionContext } from './action-context.ts';
import { newSubscription } from './create-subscription.ts';
import { effectKey } from './effect-key.ts';
import { zuoraRefusal } from './errors.ts';
import { roundMoney } from './money.ts';
import { applyChange } from './order-actions.ts';
import type { OrderRequest, OrderSubscription } from './order-schema.ts';
import { type Account, type Subscription, subscriptions } from './records.ts';

/** What became of the subscriptions of an order. */
export interface ProcessedOrder {
  readonly account: Account;
  readonly subscriptions: readonly Subscription[];
  /** The bill: below zero when the customer gets money back. */
  readonly amount: number;
}

/**
 * Applies every action of an order, in order. All of it counts or nothing: a refusal anywhere leaves everything as it was.
 *
 * @throws Refusal when the account or a subscription is not there, or an action is not allowed.
 */
export function processOrder(call: Call, order: OrderRequest): ProcessedOrder {
  const account =
    order.newAccount === undefined
      ? accountByKey(call.transaction, order.existingAccountNumber ?? order.existingAccountId ?? '')
      : createAccount(call, order.newAccount);
  const context = {
    transaction: call.transaction,
    accountNumber: account.accountNumber,
    currency: account.currency,
    orderDate: order.orderDate,
  };
  const processed = order.subscriptions.map((part) => processSubscription(call, part, context));
  return {
    account,
    subscriptions: processed.map(({ subscription }) => subscription),
    amount: roundMoney(
      processed.reduce((sum, { amount }) => sum + amount, 0),
      account.currency,
    ),
  };
}

function processSubscription(
  call: Call,
  part: OrderSubscription,
  context: ActionContext,
): { subscription: Subscription; amount: number } {
  let subscription = part.subscriptionNumber === undefined ? undefined : known(part.subscriptionNumber, context);
  let amount = 0;
  for (const action of part.orderActions) {
    if (action.type === 'CreateSubscription') {
      if (subscription !== undefined) throw refused('A subscription can be created once, by the first order action.');
      subscription = newSubscription(action, context);
      amount += subscription.ratePlans.reduce((sum, plan) => sum + plan.amount, 0);
      continue;
    }
    if (subscription === undefined)
      throw refused(`'subscriptionNumber' is required for the order action ${action.type}.`);
    const result = applyChange(subscription, action, context);
    subscription = { ...result.subscription, version: result.subscription.version + 1 };
    amount += result.amount;
  }
  if (subscription === undefined) throw refused('At least one order action is required.');
  const customFields = { ...subscription.customFields, ...part.customFields };
  const result = { ...subscription, customFields };
  context.transaction.put(subscriptions, result.subscriptionNumber, result);
  noteEffect(call, part, result);
  return { subscription: result, amount };
}

function known(number: string, { transaction, accountNumber }: ActionContext): Subscription {
  const subscription = transaction.get(subscriptions, number);
  if (subscription === undefined) {
    const message = `Cannot find entity by key: '${number}'.`;
    throw zuoraRefusal({ category: 'notFound', resource: 'subscription' }, message);
  }
  const owners = [subscription.accountNumber, subscription.invoiceOwnerAccountNumber];
  if (owners.includes(accountNumber)) return subscription;
  throw refused(`The subscription ${number} does not belong to the account ${accountNumber}.`);
}

function noteEffect(call: Call, part: OrderSubscription, { subscriptionNumber, accountNumber }: Subscription): void {
  const actions = part.orderActions.map(({ type }) => type);
  const cancelled = actions.includes('CancelSubscription');
  const kind = actions.includes('CreateSubscription') ? 'created' : cancelled ? 'cancelled' : 'changed';
  const key = effectKey(call, subscriptionNumber);
  const detail = { subscriptionNumber, accountNumber, actions };
  call.transaction.effect({ partner: 'zuora', kind: `subscription.${kind}`, key, ...detail });
}

const refused = (message: string) => zuoraRefusal({ category: 'businessRule', resource: 'subscription' }, message);
