import type { Store } from '../state/store.ts';
import type { Transaction } from '../state/transaction.ts';
import { header, isRefusal, type Reply, type SandboxRequest } from './exchange.ts';
import type { IdempotencyRule, Partner } from './partner.ts';
import { fingerprint, rememberAnswer, rememberedAnswers } from './remembered-answers.ts';
import type { RouteMatch } from './route.ts';

/**
 * Answers one request to a partner: checks credentials and idempotency key, then runs the operation. Its records, its
 * effects and the remembered answer are committed in one write.
 *
 * @param now when the request arrives
 * @param declined answer to send instead of running the operation
 */
export function answer(
  store: Store,
  partner: Partner,
  match: RouteMatch,
  request: SandboxRequest,
  now: Date,
  declined: Reply | undefined,
): Reply {
  try {
    if (match.route.kind !== 'token') partner.authenticate(request, now);
    const key = idempotencyKey(partner.idempotency, match, request);
    const earlier = key === undefined ? undefined : earlierAnswer(store.begin(now), partner, key, request);
    return earlier ?? runOperation(store.begin(now), store, partner, match, request, key, declined);
  } catch (error) {
    if (isRefusal(error)) return error.reply;
    return partner.internalError(error instanceof Error ? error.message : String(error));
  }
}

/** Returns the key that a request brings to a partner that recognises keys; undefined if there is none. */
export function idempotencyKey(rule: IdempotencyRule, match: RouteMatch, request: SandboxRequest): string | undefined {
  // A token is a secret, so the answer that carries it is never stored.
  if (match.route.kind === 'token') return undefined;
  if (rule.remembers === 'nothing' || !rule.methods.includes(request.method)) return undefined;
  const key = header(request, 'idempotency-key');
  return key === '' ? undefined : key;
}

function earlierAnswer(
  transaction: Transaction,
  partner: Partner,
  key: string,
  request: SandboxRequest,
): Reply | undefined {
  const rule = partner.idempotency;
  const earlier = transaction.get(rememberedAnswers(partner.name), key);
  if (earlier === undefined || rule.remembers === 'nothing') return undefined;
  if (transaction.now.getTime() - Date.parse(earlier.at) >= rule.forMs) return undefined;
  return earlier.fingerprint === fingerprint(request) ? earlier.reply : rule.mismatch();
}

function runOperation(
  begun: Transaction,
  store: Store,
  partner: Partner,
  match: RouteMatch,
  request: SandboxRequest,
  key: string | undefined,
  declined: Reply | undefined,
): Reply {
  let transaction = begun;
  let reply: Reply;
  try {
    reply = declined ?? match.route.handle({ request, transaction, idempotencyKey: key, param: paramReader(match) });
    if (match.route.kind === 'read') transaction = store.begin(transaction.now);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    transaction = store.begin(transaction.now);
    reply = error.reply;
  }
  const rule = partner.idempotency;
  if (key !== undefined && (rule.remembers === 'every-answer' || reply.status < 300)) {
    rememberAnswer(transaction, partner.name, key, request, reply);
  }
  store.commit(transaction);
  return reply;
}

function paramReader({ params, route }: RouteMatch): (name: string) => string {
  return (name) => {
    const value = params.get(name);
    if (value === undefined) throw new TypeError(`The pattern ${route.pattern} has no parameter "${name}".`);
    return value;
  };
}
