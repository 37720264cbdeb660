import type { Store } from '../state/store.ts';
import { header, type Reply, type SandboxRequest } from './exchange.ts';
import type { IdempotencyRule, Partner } from './partner.ts';
import { Refusal } from './refusal.ts';
import { fingerprint, remember, rememberedAnswers } from './remembered-answers.ts';
import type { RouteMatch } from './route.ts';

/**
 * Lets a partner answer one request: credentials, idempotency key, then the operation, whose records and effects are kept
 * with the remembered answer in one write. With `declined` the operation's place is taken by that answer.
 */
export function answer(
  store: Store,
  partner: Partner,
  match: RouteMatch,
  request: SandboxRequest,
  declined: Reply | undefined,
): Reply {
  try {
    if (match.route.kind !== 'token') partner.authenticate(request);
    const key = usableKey(partner.idempotency, match, request);
    const earlier = key === undefined ? undefined : earlierAnswer(store, partner, key, request);
    return earlier ?? perform(store, partner, match, request, key, declined);
  } catch (error) {
    if (error instanceof Refusal) return error.reply;
    return partner.internalError(error instanceof Error ? error.message : String(error));
  }
}

function usableKey(rule: IdempotencyRule, match: RouteMatch, request: SandboxRequest): string | undefined {
  // A token is a secret: it is never kept to be given again.
  if (match.route.kind === 'token') return undefined;
  if (rule.remembers === 'nothing' || !rule.methods.includes(request.method)) return undefined;
  const key = header(request, 'idempotency-key');
  return key === '' ? undefined : key;
}

function earlierAnswer(store: Store, partner: Partner, key: string, request: SandboxRequest): Reply | undefined {
  const rule = partner.idempotency;
  const transaction = store.begin(new Date());
  const earlier = transaction.get(rememberedAnswers(partner.name), key);
  if (earlier === undefined || rule.remembers === 'nothing') return undefined;
  if (transaction.now.getTime() - Date.parse(earlier.at) >= rule.forMs) return undefined;
  return earlier.fingerprint === fingerprint(request) ? earlier.reply : rule.mismatch();
}

function perform(
  store: Store,
  partner: Partner,
  match: RouteMatch,
  request: SandboxRequest,
  key: string | undefined,
  declined: Reply | undefined,
): Reply {
  let transaction = store.begin(new Date());
  let reply: Reply;
  try {
    const param = (name: string): string => {
      const value = match.params.get(name);
      if (value === undefined) throw new TypeError(`The pattern ${match.route.pattern} has no part "${name}".`);
      return value;
    };
    reply = declined ?? match.route.handle({ request, transaction, idempotencyKey: key, param });
    if (match.route.kind === 'read') transaction = store.begin(transaction.now);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    transaction = store.begin(transaction.now);
    reply = error.reply;
  }
  const rule = partner.idempotency;
  if (key !== undefined && (rule.remembers === 'every-answer' || reply.status < 300)) {
    remember(transaction, partner.name, key, request, reply);
  }
  store.commit(transaction);
  return reply;
}
