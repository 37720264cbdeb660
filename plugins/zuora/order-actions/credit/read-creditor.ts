import { PluginFailed } from '../../../../core/errors/plugin-errors.ts';
import { type Account, readAccount } from '../../api/read-account.ts';
import type { Subscription } from '../../api/read-subscription.ts';
import type { ZuoraCall } from '../../api/zuora-call.ts';
import { readTarget } from '../read-target.ts';
import { type CreditOrder, creditCurrency } from './credit-order.ts';

/** Who gets money back, and for which subscription. */
export interface Creditor {
  readonly account: Account;
  readonly subscription: Subscription;
}

/**
 * Reads the subscription that an order names, and its account.
 *
 * @throws PluginFailed `currency_mismatch` when the order's amount is in another currency than the account
 */
export async function readCreditor(call: ZuoraCall, order: CreditOrder): Promise<Creditor> {
  const subscription = await readTarget(call);
  const account = await readAccount(call, subscription.accountNumber);
  const currency = creditCurrency(order);
  if (currency === account.currency) return { account, subscription };
  throw new PluginFailed(
    `Expected an amount in ${account.currency}, the currency of account ${account.accountNumber}, found ${currency ?? 'no currency'}. Correct the order.`,
    { code: 'currency_mismatch' },
  );
}
