import * as z from 'zod';
import { PluginFailed } from '../../../core/errors/plugin-errors.ts';
import { roundMoney } from '../../../core/money.ts';
import type { Account } from './account.ts';
import { listRecords } from './list-records.ts';
import type { ZuoraCall } from './zuora-call.ts';

const paymentSchema = z.object({
  id: z.string(),
  number: z.string(),
  amount: z.number(),
  refundAmount: z.number().nullish(),
  currency: z.string().nullish(),
  status: z.string(),
  /** Has the same format in all records of a tenant. */
  createdDate: z.string().default(''),
});

/** A payment that an account made. */
export type Payment = z.output<typeof paymentSchema>;

/** A payment with any other status has not collected money ("API Reference", Payments, `status`). */
const COLLECTED = 'Processed';

/**
 * Returns the payments that Zuora collected from an account in the account's currency, latest first ("API Reference",
 * Payments, List payments).
 */
export async function collectedPayments(call: ZuoraCall, account: Account): Promise<readonly Payment[]> {
  const payments = await listRecords(call, {
    path: '/v1/payments',
    query: { accountId: account.id, status: COLLECTED },
    field: 'payments',
    item: paymentSchema,
    doing: `list the payments of account ${account.accountNumber}`,
    missingCode: 'payment_not_found',
  });
  return payments
    .filter(({ currency, status }) => status === COLLECTED && (currency ?? account.currency) === account.currency)
    .toSorted((one, other) => other.createdDate.localeCompare(one.createdDate));
}

/**
 * Returns the latest payment with enough left to refund.
 *
 * @throws PluginFailed `payment_not_found`
 */
export function refundablePayment(payments: readonly Payment[], account: Account, amount: number): Payment {
  const latest = payments.find((payment) => amountLeft(payment, account) >= amount);
  if (latest !== undefined) return latest;
  throw new PluginFailed(
    `Account ${account.accountNumber} has no single payment with ${amount} ${account.currency} left to refund. Send a smaller amount, or set the option refundAs to credit-memo.`,
    { code: 'payment_not_found' },
  );
}

/** Returns what is left of a payment after its refunds. */
export function amountLeft({ amount, refundAmount }: Payment, { currency }: Account): number {
  return roundMoney(amount - (refundAmount ?? 0), currency);
}
