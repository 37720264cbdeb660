import * as z from 'zod';
import { PluginFailed } from '../../../core/errors/plugin-errors.ts';
import type { JsonObject } from '../../../core/json.ts';
import { readAccount } from '../api/account.ts';
import { readSubscription } from '../api/subscription.ts';
import { text } from '../order-fields/field-schemas.ts';
import { accountProblems, namedAccount, subscriptionKey } from '../order-fields/order-target.ts';
import type { OrderAction } from './order-action.ts';

const named = z.object({ sub_reference: text });

/**
 * Finds what an order that began elsewhere refers to, and creates nothing ("API Reference", Subscriptions, Retrieve a
 * subscription by key; Accounts, Retrieve an account).
 *
 * Beside the usual ways to name a subscription, `sub_reference` is taken for its number. Output: the numbers of the
 * subscription and its account; of the account alone when the order names no subscription.
 */
export const external: OrderAction = {
  problems: (order, options) => (keyOf(order) === undefined ? accountProblems(order, options) : []),
  async run(call) {
    const { options, order } = call.context;
    const account = namedAccount(order, options);
    const accountNumber = account === undefined ? undefined : (await readAccount(call, account)).accountNumber;
    const key = keyOf(order);
    if (key === undefined) return { output: accountNumber === undefined ? {} : { accountNumber } };
    const held = await readSubscription(call, key);
    if (accountNumber !== undefined && accountNumber !== held.accountNumber) {
      throw new PluginFailed(
        `Expected subscription ${held.subscriptionNumber} to belong to account ${accountNumber}, found ${held.accountNumber}. Correct the order.`,
        { code: 'account_mismatch' },
      );
    }
    const { status, subscriptionNumber } = held;
    return {
      output: {
        subscriptionNumber,
        subscriptionNumbers: [subscriptionNumber],
        accountNumber: held.accountNumber,
        status,
      },
    };
  },
};

function keyOf(order: JsonObject): string | undefined {
  const parsed = named.safeParse(order);
  return subscriptionKey(order) ?? (parsed.success ? parsed.data.sub_reference : undefined);
}
