import { createHash } from 'node:crypto';
import type { Collection, Transaction } from '../state/transaction.ts';
import type { Reply, SandboxRequest } from './exchange.ts';

/** The first answer to an idempotency key. */
export interface RememberedAnswer {
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Hash of method, path, query and body. */
  readonly fingerprint: string;
  readonly reply: Reply;
}

/** Returns the collection of a partner's first answers, by idempotency key. */
export function rememberedAnswers(partner: string): Collection<RememberedAnswer> {
  return { name: `${partner}.answers` };
}

/** Hashes everything that a repeated request must have in common with the first one. */
export function fingerprint(request: SandboxRequest): string {
  return createHash('sha256')
    .update(JSON.stringify([request.method, request.path, request.query.toString(), request.body]))
    .digest('hex');
}

/** Stores the answer that later requests with the same key receive. */
export function rememberAnswer(
  transaction: Transaction,
  partner: string,
  key: string,
  request: SandboxRequest,
  reply: Reply,
): void {
  const answer = { at: transaction.now.toISOString(), fingerprint: fingerprint(request), reply };
  transaction.put(rememberedAnswers(partner), key, answer);
}
