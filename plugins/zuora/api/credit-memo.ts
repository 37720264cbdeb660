import { createHash } from 'node:crypto';
import * as z from 'zod';
import { PluginFailed, PluginOutcomeUnknown } from '../../../core/errors/plugin-errors.ts';
import { pathSegment } from '../../../core/plugin/path-segment.ts';
import { definedFields } from '../../kit/defined-fields.ts';
import type { Account } from './account.ts';
import { listRecords } from './list-records.ts';
import { postOnce } from './post-once.ts';
import { findRecord } from './record.ts';
import { ownComment } from './request-names.ts';
import type { ZuoraCall } from './zuora-call.ts';

/** A credit memo to create. */
export interface CreditMemoRequest {
  readonly accountNumber: string;
  /** One line per product rate plan charge; amounts in the currency of the account. */
  readonly lines: readonly { readonly chargeId: string; readonly amount: number }[];
  readonly reasonCode: string | undefined;
  /** `yyyy-mm-dd`. */
  readonly effectiveDate: string;
}

const memoSchema = z.object({
  id: z.string(),
  number: z.string(),
  amount: z.number(),
  status: z.string(),
  appliedAmount: z.number().nullish(),
  refundAmount: z.number().nullish(),
  comment: z.string().nullish(),
});

/** Only a posted memo counts for the customer ("API Reference", Credit memos, `status`). */
const POSTED = 'Posted';
/** Zuora is still working on a memo with one of these statuses. */
const NOT_POSTED_YET: readonly string[] = ['Generating', 'PendingForTax'];

/** A credit memo in Zuora. */
export type CreditMemo = z.output<typeof memoSchema>;

/**
 * Creates and posts a credit memo, once ("API Reference", Credit memos, Create a credit memo from a charge).
 *
 * Needs Invoice Settlement. The request sets the memo's number, which finds the memo if Zuora's answer is lost or its
 * idempotency key has expired. It names the charge twice, because different versions of the API use different names.
 *
 * @throws PluginFailed `credit_memo_not_posted`: Zuora has the memo, but as a draft, or a person cancelled it
 * @throws PluginOutcomeUnknown Zuora is still posting the memo
 */
export async function createCreditMemo(call: ZuoraCall, request: CreditMemoRequest): Promise<CreditMemo> {
  const number = memoNumber(call.context.idempotencyKey);
  const json = definedFields({
    accountNumber: request.accountNumber,
    number,
    autoPost: true,
    effectiveDate: request.effectiveDate,
    reasonCode: request.reasonCode,
    comment: ownComment(call.context),
    charges: request.lines.map(({ amount, chargeId }) => ({ chargeId, productRatePlanChargeId: chargeId, amount })),
  });
  const memo = await postOnce<CreditMemo>(call, {
    path: '/v1/credit-memos',
    json,
    schema: memoSchema,
    doing: 'create the credit memo',
    hasOwnNumber: true,
    find: () => findByNumber(call, number),
  });
  return requirePosted(memo);
}

function requirePosted(memo: CreditMemo): CreditMemo {
  const { number, status } = memo;
  if (status === POSTED) return memo;
  if (NOT_POSTED_YET.includes(status)) {
    throw new PluginOutcomeUnknown(`Zuora is still posting credit memo ${number} (status ${status}).`);
  }
  throw new PluginFailed(
    `Credit memo ${number} is not posted (status ${status}), so the customer has no credit. Post or replace it in Zuora, and complete the step.`,
    { code: 'credit_memo_not_posted' },
  );
}

/**
 * Finds the posted credit memo that the step created; `undefined` if Zuora has none.
 *
 * @throws PluginOutcomeUnknown Zuora gave no usable answer, or is still posting the memo
 */
export async function findCreditMemo(call: ZuoraCall): Promise<CreditMemo | undefined> {
  const memo = await findByNumber(call, memoNumber(call.context.idempotencyKey));
  return memo !== undefined && (memo.status === POSTED || NOT_POSTED_YET.includes(memo.status))
    ? requirePosted(memo)
    : undefined;
}

/** Returns the posted credit memos of an account, latest first ("API Reference", Credit memos, List credit memos). */
export async function listCreditMemos(call: ZuoraCall, account: Account): Promise<readonly CreditMemo[]> {
  const memos = await listRecords(call, {
    path: '/v1/credit-memos',
    query: { accountId: account.id, status: POSTED },
    field: 'creditmemos',
    item: memoSchema,
    doing: `list the credit memos of account ${account.accountNumber}`,
    missingCode: 'account_not_found',
  });
  return memos.filter(({ status }) => status === POSTED);
}

function findByNumber(call: ZuoraCall, number: string): Promise<CreditMemo | undefined> {
  const path = `/v1/credit-memos/${pathSegment(number)}`;
  return findRecord(call, { path, schema: memoSchema, doing: `look up credit memo ${number}` });
}

/** Returns the number of a step's credit memo: at most 32 letters, digits and hyphens, always the same for the same key. */
export function memoNumber(idempotencyKey: string): string {
  return `CM-${createHash('sha256').update(idempotencyKey).digest('hex').slice(0, 24)}`;
}
