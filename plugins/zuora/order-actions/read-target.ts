import { PluginFailed } from '../../../core/errors/plugin-errors.ts';
import { type Account, readAccount } from '../api/account.ts';
import { readSubscription, type Subscription } from '../api/subscription.ts';
import type { ZuoraCall } from '../api/zuora-call.ts';
import { namedAccount, subscriptionKey } from '../order-fields/order-target.ts';
import { requireOwnerOf } from './require-owner.ts';

/** An account, and the subscription through which an order named it. */
export interface TargetAccount {
  readonly accountNumber: string;
  readonly subscriptionNumber?: string;
}

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

/**
 * Finds the account that an order changes: the one that it names, or else the owner of the subscription that it names.
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
 * Finds the account that an order changes, which must belong to the owner of the order.
 *
 * @throws PluginDeclined `owner_mismatch`
 * @throws PluginFailed `account_not_found`, `subscription_not_found`
 */
export async function readOwnAccount(call: ZuoraCall): Promise<TargetAccount> {
  const target = await readTargetAccount(call);
  await requireOwnerOf(call, target.accountNumber);
  return target;
}

/**
 * Reads the subscription that the order names, and its account, whose currency must be that of the order.
 *
 * @throws PluginFailed `currency_mismatch`, `subscription_not_found`
 */
export async function readTargetInCurrency(
  call: ZuoraCall,
  currency: string | undefined,
): Promise<{ readonly account: Account; readonly subscription: Subscription }> {
  const subscription = await readTarget(call);
  const account = await readAccountInCurrency(call, subscription.accountNumber, currency);
  return { account, subscription };
}

/**
 * Reads an account whose currency must be that of the order, because Zuora takes every amount to be in the account's
 * currency.
 *
 * @param key the account's number or id
 * @throws PluginFailed `currency_mismatch` if the order has another currency or none; `account_not_found`
 * @throws PluginTransient Zuora is busy or gave no usable answer
 */
export async function readAccountInCurrency(
  call: ZuoraCall,
  key: string,
  currency: string | undefined,
): Promise<Account> {
  const account = await readAccount(call, key);
  if (account.currency === currency) return account;
  throw new PluginFailed(
    `Expected an amount in ${account.currency}, the currency of account ${account.accountNumber}, found ${currency ?? 'no currency'}. Correct the order.`,
    { code: 'currency_mismatch' },
  );
}
