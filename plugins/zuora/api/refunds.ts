import * as z from 'zod';
import { PluginFailed, PluginOutcomeUnknown } from '../../../core/errors/plugin-errors.ts';
import { pathSegment } from '../../../core/plugin/path-segment.ts';
import { definedFields } from '../../kit/defined-fields.ts';
import type { Account } from './account.ts';
import { listRecords } from './list-records.ts';
import { collectedPayments, type Payment } from './payments.ts';
import { postOnce } from './post-once.ts';
import { isOwnComment, ownComment } from './request-names.ts';
import type { ZuoraCall } from './zuora-call.ts';

const refundSchema = z.object({
  number: z.string(),
  amount: z.number(),
  status: z.string(),
  comment: z.string().nullish(),
  createdDate: z.string().default(''),
});

/** A refund in Zuora. */
export type Refund = z.output<typeof refundSchema>;

/** Refunds with one of these statuses were not paid out ("API Reference", Refunds, `status`). */
const NOT_PAID_OUT: readonly string[] = ['Error', 'Canceled'];

/**
 * Refunds a payment to its payment method, once ("API Reference", Payments, Refund a payment with auto-unapplying).
 *
 * Needs Invoice Settlement and the permission to write off invoices. A refund opens the invoice again, and the next payment run
 * would collect it from an account on auto-pay, so the request also writes off what is open. The request cannot set the
 * refund's number, so its comment starts with the idempotency key, by which `findRefund` finds the refund of any payment: an
 * earlier attempt may have chosen another one.
 *
 * @throws PluginFailed `refund_failed`: the gateway did not pay the refund out
 * @throws PluginOutcomeUnknown an earlier attempt refunded another payment, and Zuora does not show the refund yet
 */
export async function refundPayment(
  call: ZuoraCall,
  account: Account,
  payment: Payment,
  amount: number,
  reasonCode: string | undefined,
): Promise<Refund> {
  const comment = ownComment(call.context);
  const refund = await postOnce<Refund>(call, {
    path: `/v1/payments/${pathSegment(payment.id)}/refunds/unapply`,
    json: definedFields({ type: 'Electronic', totalAmount: amount, writeOff: true, reasonCode, comment }),
    schema: refundSchema,
    doing: `refund payment ${payment.number}`,
    hasOwnNumber: false,
    find: () => findRefund(call, account),
  });
  if (isPaidOut(refund)) return refund;
  throw new PluginFailed(
    `Zuora did not pay out refund ${refund.number} (status ${refund.status}) of ${amount} ${account.currency} for payment ${payment.number}. Find the cause in Zuora, and refund the payment there.`,
    { code: 'refund_failed' },
  );
}

/**
 * Finds the refund that the step made of any payment of an account; `undefined` if it made none that is paid out.
 *
 * @throws PluginOutcomeUnknown Zuora gave no usable answer
 */
export async function findRefund(call: ZuoraCall, account: Account): Promise<Refund | undefined> {
  const refunds = await listRefunds(call, account).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : 'Zuora gave no usable answer.';
    throw new PluginOutcomeUnknown(`${reason} Look the refund up in Zuora.`, { cause: error });
  });
  return refunds.find((refund) => isOwnComment(refund.comment, call.context) && isPaidOut(refund));
}

/**
 * Returns whether an account made a payment that was not refunded.
 *
 * @param paidSince `createdDate` of the order that was paid
 * @param refundedSince `createdDate` of the order that refunds it
 * @throws PluginFailed, PluginTransient Zuora gave no usable answer
 */
export async function hasUnrefundedPayment(
  call: ZuoraCall,
  account: Account,
  paidSince: string,
  refundedSince: string,
): Promise<boolean> {
  const payments = await collectedPayments(call, account);
  if (!payments.some(({ createdDate }) => createdDate >= paidSince)) return false;
  const refunds = await listRefunds(call, account);
  return !refunds.some((refund) => isPaidOut(refund) && refund.createdDate >= refundedSince);
}

/** Returns the refunds of an account, latest first ("API Reference", Refunds, List refunds). */
export function listRefunds(call: ZuoraCall, { accountNumber, id }: Account): Promise<readonly Refund[]> {
  return listRecords(call, {
    path: '/v1/refunds',
    query: { accountId: id },
    field: 'refunds',
    item: refundSchema,
    doing: `list the refunds of account ${accountNumber}`,
    missingCode: 'account_not_found',
  });
}

/** Paid out already, or about to be. */
function isPaidOut({ status }: { readonly status: string }): boolean {
  return !NOT_PAID_OUT.includes(status);
}
