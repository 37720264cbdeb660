import * as z from 'zod';
import { PluginFailed, PluginOutcomeUnknown } from '../../../core/errors/plugin-errors.ts';
import { roundMoney } from '../../../core/money.ts';
import { definedFields } from '../../kit/defined-fields.ts';
import type { Account } from './account.ts';
import { postOnce } from './post-once.ts';
import { readReply } from './read-reply.ts';
import { readRecord } from './record.ts';
import type { ZuoraCall } from './zuora-call.ts';

/** Fields that say whether and when money moved. `createdDate` has the same format in all records of a tenant. */
const movement = { status: z.string(), createdDate: z.string().default('') };
const paymentDatesSchema = z.object({ payments: z.array(z.object(movement)) });
const refundDatesSchema = z.object({ refunds: z.array(z.object(movement)) });

const paymentsSchema = z.object({
  payments: z.array(
    z.object({
      id: z.string(),
      number: z.string(),
      amount: z.number(),
      refundAmount: z.number().nullish(),
      ...movement,
    }),
  ),
});

/** A payment that can be refunded. */
export type Payment = z.output<typeof paymentsSchema>['payments'][number];

const refundSchema = z.object({
  number: z.string(),
  amount: z.number(),
  status: z.string(),
  comment: z.string().nullish(),
});
const refundsSchema = z.object({ refunds: z.array(refundSchema) });

/** A refund in Zuora. */
export type Refund = z.output<typeof refundSchema>;

/** Refunds with one of these statuses were not paid out ("API Reference", Refunds, `status`). */
const NOT_PAID_OUT: readonly string[] = ['Error', 'Canceled'];

/**
 * Returns the account's latest processed payment with enough left to refund ("API Reference", Payments, List payments).
 *
 * @throws PluginFailed `payment_not_found`
 */
export async function refundablePayment(call: ZuoraCall, account: Account, amount: number): Promise<Payment> {
  const { payments } = await readRecord(call, {
    path: `/v1/payments?accountId=${encodeURIComponent(account.id)}&status=Processed&pageSize=40`,
    schema: paymentsSchema,
    doing: `list the payments of account ${account.accountNumber}`,
    missingCode: 'payment_not_found',
  });
  const [latest] = payments
    .filter((payment) => payment.status === 'Processed' && amountLeft(payment, account) >= amount)
    .toSorted((one, other) => other.createdDate.localeCompare(one.createdDate));
  if (latest !== undefined) return latest;
  throw new PluginFailed(
    `Account ${account.accountNumber} has no payment with ${amount} ${account.currency} left to refund. Send a smaller amount, or set the option refundAs to credit-memo.`,
    { code: 'payment_not_found' },
  );
}

/**
 * Refunds a payment to its payment method, once ("API Reference", Payments, Refund a payment with auto-unapplying).
 *
 * Needs Invoice Settlement and the permission to write off invoices. A refund opens the invoice again, and the next payment run
 * would collect it from an account on auto-pay, so the request also writes off what is open. The request cannot set the refund's number, so its comment is the idempotency key. The comment
 * finds the refund among the account's latest 40 ("API Reference", Refunds, List refunds: in descending order by default),
 * because an earlier attempt may have chosen another payment.
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
  const comment = call.context.idempotencyKey;
  const refund = await postOnce<Refund>(call, {
    path: `/v1/payments/${encodeURIComponent(payment.id)}/refunds/unapply`,
    json: definedFields({ type: 'Electronic', totalAmount: amount, writeOff: true, reasonCode, comment }),
    schema: refundSchema,
    doing: `refund payment ${payment.number}`,
    hasOwnNumber: false,
    find: () => findRefund(call, account.id),
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
export async function findRefund({ context, session }: ZuoraCall, accountId: string): Promise<Refund | undefined> {
  const path = `/v1/refunds?${new URLSearchParams({ accountId, pageSize: '40' })}`;
  const reply = await session.send({ method: 'GET', path, timeoutMs: context.options.timeoutMs });
  const request = { doing: 'look up the refund', order: context.order, now: context.now(), isRead: true };
  const answer = readReply(reply, refundsSchema, request);
  if (answer.kind === 'accepted') {
    return answer.value.refunds.find((refund) => refund.comment === context.idempotencyKey && isPaidOut(refund));
  }
  throw new PluginOutcomeUnknown(`${answer.error.message} Look it up in Zuora.`, { cause: answer.error });
}

/**
 * Returns whether an account made a payment that was not refunded ("API Reference", Payments, List payments; Refunds, List
 * refunds).
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
  const ofAccount = `accountId=${encodeURIComponent(account.id)}&pageSize=40`;
  const request = {
    doing: `list payments and refunds of account ${account.accountNumber}`,
    missingCode: 'account_not_found',
  };
  const { payments } = await readRecord(call, {
    ...request,
    path: `/v1/payments?${ofAccount}&status=Processed`,
    schema: paymentDatesSchema,
  });
  const hasPaid = payments.some(({ createdDate, status }) => status === 'Processed' && createdDate >= paidSince);
  if (!hasPaid) return false;
  const { refunds } = await readRecord(call, {
    ...request,
    path: `/v1/refunds?${ofAccount}`,
    schema: refundDatesSchema,
  });
  return !refunds.some((refund) => isPaidOut(refund) && refund.createdDate >= refundedSince);
}

/** Paid out already, or about to be. */
function isPaidOut({ status }: { readonly status: string }): boolean {
  return !NOT_PAID_OUT.includes(status);
}

function amountLeft({ amount, refundAmount }: Payment, { currency }: Account): number {
  return roundMoney(amount - (refundAmount ?? 0), currency);
}
