import { PluginDeclined } from '../../../core/errors/plugin-errors.ts';
import { roundMoney } from '../../../core/money.ts';
import type { Account } from './account.ts';
import { type CreditMemo, listCreditMemos } from './credit-memo.ts';
import { amountLeft, collectedPayments, type Payment } from './payments.ts';
import { isCommentOfAnyStep } from './request-names.ts';
import type { ZuoraCall } from './zuora-call.ts';

/** What an account paid, and how much of it was not given back yet. */
export interface MoneyLeft {
  /** Latest first. */
  readonly payments: readonly Payment[];
  readonly memos: readonly CreditMemo[];
  /** Never below zero. */
  readonly amount: number;
}

/**
 * Returns how much of what an account paid was not given back yet.
 *
 * Given back are the refunds of its payments and its posted credit memos. Of a memo that an order of this system booked, the
 * whole amount counts, because it gave money back however it was used; of any other memo, what it did not pay of invoices.
 */
export async function moneyLeft(call: ZuoraCall, account: Account): Promise<MoneyLeft> {
  const payments = await collectedPayments(call, account);
  const memos = await listCreditMemos(call, account);
  const paid = payments.reduce((sum, payment) => sum + amountLeft(payment, account), 0);
  const credited = memos.reduce((sum, memo) => sum + givenBack(memo), 0);
  return { payments, memos, amount: Math.max(0, roundMoney(paid - credited, account.currency)) };
}

/**
 * Declines a refund of more than an account paid and did not get back yet.
 *
 * @throws PluginDeclined `refund_exceeds_payments`
 */
export function requireMoneyLeft(left: MoneyLeft, { accountNumber, currency }: Account, amount: number): void {
  if (amount <= left.amount) return;
  const message = `Expected a refund of at most ${left.amount} ${currency}, which account ${accountNumber} paid and did not get back yet, found ${amount} ${currency}. Send a smaller amount, or credit the customer with an order of type credit.`;
  throw new PluginDeclined(
    'refund_exceeds_payments',
    'The refund is higher than the amount that was paid and not refunded yet.',
    { message },
  );
}

function givenBack({ amount, appliedAmount, comment }: CreditMemo): number {
  return isCommentOfAnyStep(comment) ? amount : amount - (appliedAmount ?? 0);
}
