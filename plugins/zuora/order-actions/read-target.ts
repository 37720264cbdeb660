import { PluginFailed } from '../../../core/errors/plugin-errors.ts';
import { type Account, readAccount } from '../api/account.ts';
import { readSubscription, type Subscription } from '../api/subscription.ts';
import type { ZuoraCall } from '../api/zuora-call.ts';
import { namedAccount, subscriptionKey } from '../order-fields/order-target.ts';

/**
 * Reads the subscription that the order names.
 *
 * @throws PluginFailed `subscription_number_missing`, `subscription_not_found`
 */
export function readTarget(call: ZuoraCall): Promise<Subscription> {
  const key = subscriptionKey(call.context.order);
  if (key !== undefined) return readSubscription(call, key);
  throw new PluginFailed('Expected the number of a subscription in Zuora, found none. Send subscriptionRef.', {
    code: 'subscription_number_missing',
  });
}

/** An account, and the subscription by which an order named it. */
export interface TargetAccount {
  readonly accountNumber: string;
  readonly subscriptionNumber?: string;
}

/**
 * Finds the account that an order changes: the one it names, else the owner of the subscription it names.
 *
 * @throws PluginFailed `account_not_found`, `subscription_not_found`
 */
export async function readTargetAccount(call: ZuoraCall): Promise<TargetAccount> {
  const named = namedAccount(call.context.order, call.context.options);
  if (named !== undefined) return { accountNumber: (await readAccount(call, named)).accountNumber };
  const { accountNumber, subscriptionNumber } = await readTarget(call);
  return { accountNumber, subscriptionNumber };
}

/**
 * Reads an account whose currency is to be that of an order: Zuora takes an amount as one of the account's currency.
 *
 * @param key its number or its id
 * @throws PluginFailed `currency_mismatch` when the order has another currency, or none; `account_not_found`
 * @throws PluginTransient Zuora is busy or does not answer properly
 */
export async function readAccountIn(call: ZuoraCall, key: string, currency: string | undefined): Promise<Account> {
  const account = await readAccount(call, key);
  if (account.currency === currency) return account;
  throw new PluginFailed(
    `Expected an amount in ${account.currency}, the currency of account ${account.accountNumber}, found ${currency ?? 'no currency'}. Correct the order.`,
    { code: 'currency_mismatch' },
  );
}
