import * as z from 'zod';
import { PluginFailed, PluginOutcomeUnknown, PluginTransient } from '../../../../core/errors/plugin-errors.ts';
import { pathSegment } from '../../../../core/plugin/path-segment.ts';
import { CalloutNoReply } from '../../../../core/plugin/plugin-http.ts';
import { appliedPayments, cancelDebitMemo, type DebitMemo, findDebitMemo, withKey } from '../../api/debit-memo.ts';
import { postOnce } from '../../api/post-once.ts';
import type { ZuoraCall } from '../../api/zuora-call.ts';

const CANCELED = 'Canceled';
const NOT_PAID_OUT: readonly string[] = ['Error', 'Canceled'];
const refundSchema = z.object({ number: z.string(), status: z.string() });

/**
 * Refunds what the buyer of a gift paid, and cancels the debit memo. The account stays, because it costs nothing.
 *
 * A refund opens the memo again, and only an open one can become a draft and be cancelled ("API Reference", Payments, Refund a
 * payment with auto-unapplying; Debit memos, Unpost a debit memo). Each step starts from what the memo shows, so a repeat
 * continues where the last attempt stopped.
 *
 * @throws PluginFailed Zuora rejected the undo, or `refund_failed`: the gateway did not pay the refund out
 * @throws PluginTransient Zuora is busy or gave no usable answer
 */
export function undoGift(call: ZuoraCall): Promise<void> {
  return cancelGift(call).catch((error: unknown) => {
    if (!(error instanceof PluginOutcomeUnknown || error instanceof CalloutNoReply)) throw error;
    throw new PluginTransient(`The undo of the gift is unconfirmed: ${error.message}`, { cause: error });
  });
}

async function cancelGift(call: ZuoraCall): Promise<void> {
  const { log } = call.context;
  const memo = await findDebitMemo(call);
  if (memo === undefined || memo.status === CANCELED) return log.info('There is no gift to undo in Zuora');
  if (memo.balance < memo.amount) await refundGift(call, memo);
  await cancelDebitMemo(call, memo);
  log.info('Cancelled the debit memo of the gift', { debitMemoNumber: memo.number });
}

async function refundGift(call: ZuoraCall, memo: DebitMemo): Promise<void> {
  for (const [index, { amount, paymentId }] of (await appliedPayments(call, memo)).entries()) {
    const keyed = withKey(call, `undo-${index}`);
    // An undo has no later runs, so the attempt decides how many keys it may use.
    const undoing: ZuoraCall = { ...keyed, context: { ...keyed.context, run: call.context.attempt }, isUndo: true };
    const refund = await postOnce<z.output<typeof refundSchema> | undefined>(undoing, {
      path: `/v1/payments/${pathSegment(paymentId)}/refunds/unapply`,
      json: { type: 'Electronic', totalAmount: amount, comment: undoing.context.idempotencyKey },
      schema: refundSchema,
      doing: `refund the payment of debit memo ${memo.number}`,
      hasOwnNumber: false,
      find: async () => {
        const left = await appliedPayments(call, memo);
        return left.some((payment) => payment.paymentId === paymentId)
          ? undefined
          : { number: '', status: 'Processed' };
      },
    });
    if (refund === undefined || !NOT_PAID_OUT.includes(refund.status)) continue;
    throw new PluginFailed(
      `Zuora did not pay out refund ${refund.number} (status ${refund.status}) of ${amount} for debit memo ${memo.number}. Find the cause in Zuora, and refund the payment there.`,
      { code: 'refund_failed' },
    );
  }
}
