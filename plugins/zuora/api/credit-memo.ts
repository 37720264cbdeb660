import { createHash } from 'node:crypto';
import * as z from 'zod';
import { definedFields } from '../../kit/defined-fields.ts';
import { postOnce } from './post-once.ts';
import { findRecord } from './record.ts';
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

const memoSchema = z.object({ id: z.string(), number: z.string(), amount: z.number() });

/** A credit memo in Zuora. */
export type CreditMemo = z.output<typeof memoSchema>;

/**
 * Creates and posts a credit memo, once ("API Reference", Credit memos, Create a credit memo from a charge).
 *
 * Needs Invoice Settlement. The request sets the memo's number, which finds the memo if Zuora's answer is lost or its
 * idempotency key has expired. It names the charge twice, because different versions of the API use different names.
 */
export function createCreditMemo(call: ZuoraCall, request: CreditMemoRequest): Promise<CreditMemo> {
  const number = memoNumber(call.context.idempotencyKey);
  const json = definedFields({
    accountNumber: request.accountNumber,
    number,
    autoPost: true,
    effectiveDate: request.effectiveDate,
    reasonCode: request.reasonCode,
    comment: call.context.idempotencyKey,
    charges: request.lines.map(({ amount, chargeId }) => ({ chargeId, productRatePlanChargeId: chargeId, amount })),
  });
  return postOnce<CreditMemo>(call, {
    path: '/v1/credit-memos',
    json,
    schema: memoSchema,
    doing: 'create the credit memo',
    hasOwnNumber: true,
    find: () => findByNumber(call, number),
  });
}

/**
 * Finds the credit memo that the step created; `undefined` if Zuora has none.
 *
 * @throws PluginOutcomeUnknown Zuora gave no usable answer
 */
export function findCreditMemo(call: ZuoraCall): Promise<CreditMemo | undefined> {
  return findByNumber(call, memoNumber(call.context.idempotencyKey));
}

function findByNumber(call: ZuoraCall, number: string): Promise<CreditMemo | undefined> {
  const path = `/v1/credit-memos/${number}`;
  return findRecord(call, { path, schema: memoSchema, doing: `look up credit memo ${number}` });
}

/** Returns the number of a step's credit memo: at most 32 letters, digits and hyphens, always the same for the same key. */
export function memoNumber(idempotencyKey: string): string {
  return `CM-${createHash('sha256').update(idempotencyKey).digest('hex').slice(0, 24)}`;
}
