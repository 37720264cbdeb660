import * as z from 'zod';
import type { Account } from './account.ts';
import { readRecord } from './record.ts';
import type { ZuoraCall } from './zuora-call.ts';

const moneySchema = z.array(
  z.object({
    status: z.string(),
    /** When Zuora made it, in the form that it gives to every record of the tenant. */
    createdDate: z.string().default(''),
  }),
);
const paymentsSchema = z.object({ payments: moneySchema });
const refundsSchema = z.object({ refunds: moneySchema });

/** A refund in one of these was not paid out ("API Reference", Refunds, `status`). */
const NOT_PAID_OUT: readonly string[] = ['Error', 'Canceled'];

/** Whether a refund gives the money back, or has. */
export function isPaidOut({ status }: { readonly status: string }): boolean {
  return !NOT_PAID_OUT.includes(status);
}

/**
 * Whether an account has paid since a moment, and was refunded nothing since a later one ("API Reference", Payments, List
 * payments; Refunds, List refunds).
 *
 * @param paidSince `createdDate` of the order that was paid
 * @param refundedSince `createdDate` of the order that gave the money back
 * @throws PluginFailed, PluginTransient Zuora does not say
 */
export async function hasKeptMoney(
  call: ZuoraCall,
  account: Account,
  paidSince: string,
  refundedSince: string,
): Promise<boolean> {
  const ofAccount = `accountId=${encodeURIComponent(account.id)}&pageSize=40`;
  const asked = { doing: `list what account ${account.accountNumber} paid`, missingCode: 'account_not_found' };
  const { payments } = await readRecord(call, {
    ...asked,
    path: `/v1/payments?${ofAccount}&status=Processed`,
    schema: paymentsSchema,
  });
  const paid = payments.some(({ createdDate, status }) => status === 'Processed' && createdDate >= paidSince);
  if (!paid) return false;
  const { refunds } = await readRecord(call, {
    ...asked,
    path: `/v1/refunds?${ofAccount}&sort=-number`,
    schema: refundsSchema,
  });
  return !refunds.some((refund) => isPaidOut(refund) && refund.createdDate >= refundedSince);
}
