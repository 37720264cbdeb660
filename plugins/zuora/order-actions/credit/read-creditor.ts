import type { Account } from '../../api/account.ts';
import type { Subscription } from '../../api/subscription.ts';
import type { ZuoraCall } from '../../api/zuora-call.ts';
import { readAccountIn, readTarget } from '../read-target.ts';
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
  const account = await readAccountIn(call, subscription.accountNumber, creditCurrency(order));
  return { account, subscription };
}
