import * as z from 'zod';
import { PluginFailed, PluginOutcomeUnknown } from '../../../core/errors/plugin-errors.ts';
import { roundMoney } from '../../../core/money.ts';
import { definedFields } from '../../kit/defined-fields.ts';
import type { Account } from './account.ts';
import { postOnce } from './post-once.ts';
import { readReply } from './read-reply.ts';
import { readRecord } from './record.ts';
import type { ZuoraCall } from './zuora-call.ts';

const paymentsSchema = z.object({
  payments: z.array(
    z.object({
      id: z.string(),
      number: z.string(),
      amount: z.number(),
      refundAmount: z.number().nullish(),
      status: z.string(),
      createdDate: z.string().default(''),
    }),
  ),
});

/** A payment that money can be given back of. */
export type Payment = z.output<typeof paymentsSchema>['payments'][number];

const refundSchema = z.object({
  number: z.string(),
  amount: z.number(),
  status: z.string(),
  comment: z.string().nullish(),
});
const listSchema = z.object({ refunds: z.array(refundSchema) });

/** A refund as Zuora holds it. */
export type Refund = z.output<typeof refundSchema>;

/**
 * The account's latest processed payment of which an amount is left ("API Reference", Payments, List payments).
 *
 * @throws PluginFailed `payment_not_found` when there is none
 */
export async function refundablePayment(call: ZuoraCall, account: Account, amount: number): Promise<Payment> {
  const { payments } = await readRecord(call, {
    path: `/v1/payments?accountId=${encodeURIComponent(account.id)}&status=Processed&pageSize=40`,
    schema: paymentsSchema,
    doing: `list the payments of account ${account.accountNumber}`,
    missingCode: 'payment_not_found',
  });
  const [latest] = payments
    .filter((payment) => payment.status === 'Processed' && left(payment, account) >= amount)
    .toSorted((one, other) => other.createdDate.localeCompare(one.createdDate));
  if (latest !== undefined) return latest;
  throw new PluginFailed(
    `Expected a payment of account ${account.accountNumber} with ${amount} ${account.currency} left to refund, found none. Send a smaller amount, or set the option refundAs to credit-memo.`,
    { code: 'payment_not_found' },
  );
}

/**
 * Gives money back to the payment method it came from, once ("API Reference", Payments, Refund a payment with
 * auto-unapplying).
 *
 * Needs Invoice Settlement. A refund takes no number of its maker's: the idempotency key is its comment, by which it is
 * found among the account's refunds ("API Reference", Refunds, List refunds), of whichever payment an earlier attempt
 * chose.
 *
 * @throws PluginFailed `refund_failed`: the gateway did not pay it out
 * @throws PluginOutcomeUnknown an earlier attempt refunded another payment, and Zuora does not show yet what became of it
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
    json: definedFields({ type: 'Electronic', totalAmount: amount, reasonCode, comment }),
    schema: refundSchema,
    doing: `refund payment ${payment.number}`,
    hasOwnNumber: false,
    find: () => findRefund(call, account.id),
  });
  if (isPaidOut(refund)) return refund;
  throw new PluginFailed(
    `Expected Zuora to pay ${amount} ${account.currency} of payment ${payment.number} back, found refund ${refund.number} in status ${refund.status}. Look in Zuora why, and refund it there.`,
    { code: 'refund_failed' },
  );
}

/** The refund that the step made of any payment of an account; undefined when it made none that pays out. */
export async function findRefund({ context, session }: ZuoraCall, accountId: string): Promise<Refund | undefined> {
  const path = `/v1/refunds?${new URLSearchParams({ accountId, sort: '-number', pageSize: '40' })}`;
  const reply = await session.send({ method: 'GET', path, timeoutMs: context.options.timeoutMs });
  const asked = { doing: 'say whether it holds the refund', order: context.order, now: context.now() };
  const answer = readReply(reply, listSchema, asked);
  if (answer.kind === 'accepted') {
    return answer.value.refunds.find((refund) => refund.comment === context.idempotencyKey && isPaidOut(refund));
  }
  throw new PluginOutcomeUnknown(`${answer.error.message} Look it up in Zuora.`, { cause: answer.error });
}

function left({ amount, refundAmount }: Payment, { currency }: Account): number {
  return roundMoney(amount - (refundAmount ?? 0), currency);
}

const moneySchema = z.array(
  z.object({
    status: z.string(),
    /** When Zuora made it, in the form that it gives to every record of the tenant. */
    createdDate: z.string().default(''),
  }),
);
const paymentDatesSchema = z.object({ payments: moneySchema });
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
    schema: paymentDatesSchema,
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
