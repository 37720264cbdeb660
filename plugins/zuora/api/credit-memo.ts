import { createHash } from 'node:crypto';
import * as z from 'zod';
import { PluginOutcomeUnknown } from '../../../core/errors/plugin-errors.ts';
import { definedFields } from '../../kit/defined-fields.ts';
import { postOnce } from './post-once.ts';
import { readReply } from './read-reply.ts';
import type { ZuoraCall } from './zuora-call.ts';

/** A credit memo that an order asks for. */
export interface CreditMemoRequest {
  readonly accountNumber: string;
  /** One line per product rate plan charge; amounts in the currency of the account. */
  readonly lines: readonly { readonly chargeId: string; readonly amount: number }[];
  readonly reasonCode: string | undefined;
  /** `yyyy-mm-dd`. */
  readonly effectiveDate: string;
}

const memoSchema = z.object({ id: z.string(), number: z.string(), amount: z.number() });

/** A credit memo as Zuora holds it. */
export type CreditMemo = z.output<typeof memoSchema>;

/**
 * Creates and posts a credit memo, once ("API Reference", Credit memos, Create a credit memo from a charge).
 *
 * Needs Invoice Settlement. It gets a number of its own making, by which it is found when Zuora does not say, or forgot,
 * what became of it. Both names of the charge's id are sent, as each belongs to other versions of the API.
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
    find: () => findCreditMemo(call, number),
  });
}

/** The number of a step's credit memo: at most 32 letters, digits and hyphens, always the same for the same key. */
export function memoNumber(idempotencyKey: string): string {
  return `CM-${createHash('sha256').update(idempotencyKey).digest('hex').slice(0, 24)}`;
}

/** The credit memo of a number; undefined when Zuora has none. */
export async function findCreditMemo({ context, session }: ZuoraCall, number: string): Promise<CreditMemo | undefined> {
  const path = `/v1/credit-memos/${number}`;
  const reply = await session.send({ method: 'GET', path, timeoutMs: context.options.timeoutMs });
  const asked = { doing: `say whether it holds credit memo ${number}`, order: context.order, now: context.now() };
  const answer = readReply(reply, memoSchema, asked);
  if (answer.kind === 'accepted') return answer.value;
  if (answer.kind === 'refused' && answer.missing) return undefined;
  throw new PluginOutcomeUnknown(`${answer.error.message} Look it up in Zuora.`, { cause: answer.error });
}
