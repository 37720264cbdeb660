import { createHash } from 'node:crypto';
import type { Collection } from '../state/collection.ts';
import type { PartnerName } from '../state/effect.ts';
import type { Transaction } from '../state/transaction.ts';
import type { Reply, SandboxRequest } from './exchange.ts';

/** The first answer to an idempotency key. */
export interface RememberedAnswer {
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Hash of method, path, query and body. */
  readonly fingerprint: string;
  readonly reply: Reply;
}

/** Where a partner keeps its first answers, by key. */
export const rememberedAnswers = (partner: PartnerName): Collection<RememberedAnswer> => ({
  name: `${partner}.answers`,
});

/** Identifies a request by all that a repeat must have in common with it. */
export const fingerprint = (request: SandboxRequest): string =>
  createHash('sha256')
    .update(JSON.stringify([request.method, request.path, request.query.toString(), request.body]))
    .digest('hex');

/** Keeps the answer that a later request with the same key gets again. */
export function remember(
  transaction: Transaction,
  partner: PartnerName,
  key: string,
  request: SandboxRequest,
  reply: Reply,
): void {
  const answer = { at: transaction.now.toISOString(), fingerprint: fingerprint(request), reply };
  transaction.put(rememberedAnswers(partner), key, answer);
}
