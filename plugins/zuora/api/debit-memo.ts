import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { JsonObject } from '../../../core/json.ts';
import { pathSegment } from '../../../core/plugin/path-segment.ts';
import { postOnce } from './post-once.ts';
import { findRecord, putRecord, readRecord } from './record.ts';
import type { ZuoraCall } from './zuora-call.ts';

/** A debit memo to create. */
export interface DebitMemoRequest {
  readonly accountNumber: string;
  /** One line per product rate plan charge; amounts in the currency of the account. */
  readonly lines: readonly { readonly chargeId: string; readonly amount: number }[];
  readonly reasonCode: string;
  /** `yyyy-mm-dd`. */
  readonly effectiveDate: string;
  readonly customFields: JsonObject;
}

const memoSchema = z.object({
  id: z.string(),
  number: z.string(),
  accountNumber: z.string(),
  amount: z.number(),
  balance: z.number(),
  status: z.string(),
});

/** A debit memo in Zuora. */
export type DebitMemo = z.output<typeof memoSchema>;

/**
 * Creates and posts a debit memo, once ("API Reference", Debit memos, Create a debit memo from a charge).
 *
 * Needs Invoice Settlement. The request sets the memo's number, which finds the memo if Zuora's answer is lost or its idempotency
 * key has expired. Payment runs leave the memo alone, because the step collects it. It names the charge twice, because different
 * versions of the API use different names.
 */
export function createDebitMemo(call: ZuoraCall, request: DebitMemoRequest): Promise<DebitMemo> {
  const { accountNumber, customFields, effectiveDate, lines, reasonCode } = request;
  return postOnce<DebitMemo>(call, {
    path: '/v1/debit-memos',
    json: {
      ...customFields,
      accountNumber,
      number: debitMemoNumber(call.context.idempotencyKey),
      autoPost: true,
      autoPay: false,
      effectiveDate,
      reasonCode,
      comment: call.context.idempotencyKey,
      charges: lines.map(({ amount, chargeId }) => ({ chargeId, productRatePlanChargeId: chargeId, amount })),
    },
    schema: memoSchema,
    doing: 'create the debit memo',
    hasOwnNumber: true,
    find: () => findDebitMemo(call),
  });
}

/**
 * Finds the debit memo that the step created; `undefined` if Zuora has none ("API Reference", Debit memos, Retrieve a debit memo).
 *
 * @throws PluginOutcomeUnknown Zuora gave no usable answer
 */
export function findDebitMemo(call: ZuoraCall): Promise<DebitMemo | undefined> {
  const number = debitMemoNumber(call.context.idempotencyKey);
  return findRecord(call, {
    path: `/v1/debit-memos/${pathSegment(number)}`,
    schema: memoSchema,
    doing: `look up debit memo ${number}`,
  });
}

const collectedSchema = z.object({
  processedPayment: z.object({ number: z.string(), status: z.string() }).nullish(),
});

/** A payment that Zuora collected; `undefined` if the answer that named it was lost. */
export type CollectedPayment = NonNullable<z.output<typeof collectedSchema>['processedPayment']>;

/**
 * Collects the open balance of a posted debit memo, once ("API Reference", Debit memos, Collect a posted debit memo). A memo
 * without a balance was collected before. The key contains the payment method, because a resumed order may name another one, and
 * Zuora would reject another request with the same key.
 *
 * @throws PluginDeclined the payment method was declined; the memo stays open, and no payment run collects it
 */
export async function collectDebitMemo(
  call: ZuoraCall,
  { number }: DebitMemo,
  paymentMethodId: string,
): Promise<CollectedPayment | undefined> {
  const collected = await postOnce<z.output<typeof collectedSchema>>(withKey(call, `collect-${paymentMethodId}`), {
    path: `/v1/debit-memos/${pathSegment(number)}/collect`,
    json: { collect: true, payment: { paymentMethodId } },
    schema: collectedSchema,
    doing: `collect debit memo ${number}`,
    hasOwnNumber: false,
    find: async () => ((await findDebitMemo(call))?.balance === 0 ? {} : undefined),
  });
  return collected.processedPayment ?? undefined;
}

const partsSchema = z.object({
  applicationParts: z.array(z.object({ appliedAmount: z.number(), paymentId: z.string().nullish() })).default([]),
});

/** A payment and the amount of it that pays a debit memo. */
export interface AppliedPayment {
  readonly paymentId: string;
  readonly amount: number;
}

/** Lists the payments that pay a debit memo ("API Reference", Debit memos, List all application parts of a debit memo). */
export async function appliedPayments(call: ZuoraCall, { number }: DebitMemo): Promise<readonly AppliedPayment[]> {
  const { applicationParts } = await readRecord(call, {
    path: `/v1/debit-memos/${pathSegment(number)}/application-parts`,
    schema: partsSchema,
    doing: `list the payments of debit memo ${number}`,
    missingCode: 'debit_memo_not_found',
  });
  return applicationParts.flatMap(({ appliedAmount, paymentId }) =>
    typeof paymentId === 'string' ? [{ paymentId, amount: appliedAmount }] : [],
  );
}

/**
 * Cancels an unpaid debit memo: a posted one becomes a draft first ("API Reference", Debit memos, Unpost a debit memo; Cancel a
 * debit memo).
 */
export async function cancelDebitMemo(call: ZuoraCall, { number, status }: DebitMemo): Promise<void> {
  const put = (operation: 'unpost' | 'cancel') =>
    putRecord(call, {
      path: `/v1/debit-memos/${pathSegment(number)}/${operation}`,
      doing: `${operation} debit memo ${number}`,
    });
  if (status === 'Posted') await put('unpost');
  await put('cancel');
}

/** Returns the call with a key of its own, because a step that makes several requests needs one for each. */
export function withKey(call: ZuoraCall, suffix: string): ZuoraCall {
  const idempotencyKey = `${call.context.idempotencyKey}#${suffix}`;
  return { ...call, context: { ...call.context, idempotencyKey } };
}

/** Returns the number of a step's debit memo: at most 32 letters, digits and hyphens, always the same for the same key. */
export function debitMemoNumber(idempotencyKey: string): string {
  return `DM-${createHash('sha256').update(idempotencyKey).digest('hex').slice(0, 24)}`;
}
