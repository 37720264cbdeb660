import { PluginFailed } from '../../../core/errors/plugin-errors.ts';
import { type Account, readAccount } from '../api/account.ts';
import type { ZuoraCall } from '../api/zuora-call.ts';

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
