import { PluginFailed } from '../../../core/errors/plugin-errors.ts';
import type { JsonObject } from '../../../core/json.ts';
import { namedSubscription } from '../../../core/order/order-subscription.ts';
import { readAccount } from '../api/account.ts';
import { readSubscription } from '../api/subscription.ts';
import { accountProblems, namedAccount } from '../order-fields/order-target.ts';
import type { OrderAction } from './order-action.ts';
import { requireOwnerOf } from './require-owner.ts';

/**
 * Reads the subscription and the account of an order that another system took, and creates nothing ("API Reference",
 * Subscriptions, Retrieve a subscription by key; Accounts, Retrieve an account).
 *
 * Besides the usual fields, `sub_reference` can contain the subscription's number. Output: the numbers of the subscription
 * and its account, or only of the account if the order names no subscription.
 */
export const external: OrderAction = {
  isReadOnly: true,
  problems: (order, options) => (keyOf(order) === undefined ? accountProblems(order, options) : []),
  async run(call) {
    const { options, order } = call.context;
    const account = namedAccount(order, options);
    const accountNumber = account === undefined ? undefined : (await readAccount(call, account)).accountNumber;
    if (accountNumber !== undefined) await requireOwnerOf(call, accountNumber);
    const key = keyOf(order);
    if (key === undefined) return { output: accountNumber === undefined ? {} : { accountNumber } };
    const subscription = await readSubscription(call, key);
    const { status, subscriptionNumber } = subscription;
    if (accountNumber !== undefined && accountNumber !== subscription.accountNumber) {
      throw new PluginFailed(
        `Subscription ${subscriptionNumber} belongs to account ${subscription.accountNumber}, not to account ${accountNumber}. Correct the order.`,
        { code: 'account_mismatch' },
      );
    }
    if (accountNumber === undefined) await requireOwnerOf(call, subscription.accountNumber);
    return {
      output: {
        subscriptionNumber,
        subscriptionNumbers: [subscriptionNumber],
        accountNumber: subscription.accountNumber,
        status,
      },
    };
  },
  async probe() {
    return { applied: false };
  },
};

function keyOf(order: JsonObject): string | undefined {
  const named = namedSubscription(order);
  return named?.key ?? named?.newNumber;
}
