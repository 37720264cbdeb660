import type { JsonValue } from '../../core/json.ts';
import { CalloutNoReply, CalloutNotSent } from '../../core/plugin/plugin-http.ts';
import type { TextMask } from '../../core/redact/mask-personal.ts';
import { redactUrl } from '../../core/redact/redact-url.ts';
import type { RawReply, SentRequest } from '../../lambdas/outbound/exchange.ts';
import type { SendRequest } from '../../lambdas/outbound/recording-http.ts';
import type { RecordedCallout } from '../orders/recorded-order.ts';

/** The host of the URLs in secrets, which recorded orders do not have: the name of the secret comes before it. */
const STAND_IN_HOST = '.replay.invalid';

/** A reply that was too long to be recorded whole (`core/truncate.ts`). */
const TRUNCATED = /\.\.\. \[truncated from \d+ bytes\]$/;

/** A token that a partner would have issued: only the first order of a function asks for one, and it is not recorded. */
const TOKEN_REPLY: RawReply = {
  status: 200,
  headers: { 'content-type': 'application/json' },
  text: JSON.stringify({ access_token: 'token-of-a-replay', token_type: 'Bearer', expires_in: 3600 }),
};

/** A request that a record has no answer to. */
export interface MissingAnswer {
  /** `<method> <endpoint>` */
  readonly request: string;
  /** In words. */
  readonly why: string;
  /** Whether no such request was recorded; otherwise its answer was not kept. */
  readonly isUnknown: boolean;
}

/** The answers that partners gave to a step when it was recorded. Nothing is sent to anybody. */
export interface RecordedAnswers {
  /** Answers a request from the record. */
  readonly send: SendRequest;
  /** For each request that was answered, in order, the recorded one. */
  readonly used: readonly RecordedCallout[];
  /** The first request that has no recorded answer, and why. */
  missing(): MissingAnswer | undefined;
}

/** Returns a secret with a stand-in for every field. @param onValue receives each that is not a URL */
export function standInSecret(reference: string, onValue: (value: string) => void): Readonly<Record<string, string>> {
  const host = `${reference.replaceAll(/[^a-z0-9]+/gi, '-').toLowerCase()}${STAND_IN_HOST}`;
  return new Proxy<Record<string, string>>(
    {},
    {
      has: () => true,
      get(_, field) {
        if (typeof field !== 'string') return undefined;
        if (/ur[il]$/i.test(field)) return `https://${host}`;
        const value = `stand-in-${field}-${host}`;
        onValue(value);
        return value;
      },
    },
  );
}

/** Returns whether a request asks for an access token (RFC 6749, section 4: only such a request has a `grant_type`). */
export function asksForToken(body: JsonValue): boolean {
  return typeof body === 'object' && body !== null && 'grant_type' in body;
}

/**
 * Answers the requests of a step from its record.
 *
 * A request gets the answer to the recorded one with the same method and path: the one with the same query and body, or else the first
 * that was not used. Whether it differs otherwise is for the comparison.
 *
 * @param callouts those of the attempt that decided the step, oldest first
 * @param mask of the order, as for what is recorded
 * @param secretValues the stand-ins of secrets
 */
export function createRecordedAnswers(
  callouts: readonly RecordedCallout[],
  mask: TextMask,
  secretValues: () => readonly string[],
): RecordedAnswers {
  const unused = callouts.filter(({ request }) => !asksForToken(request.body));
  const used: RecordedCallout[] = [];
  let missing: MissingAnswer | undefined;
  const refuse = (request: string, why: string, isUnknown = false): never => {
    missing ??= { request, why, isUnknown };
    throw new CalloutNotSent(`A replay sends nothing: ${why}.`);
  };
  return {
    used,
    missing: () => missing,
    async send(sent) {
      if (isTokenRequest(sent)) return TOKEN_REPLY;
      const endpoint = mask(redactUrl(sent.url, { secretValues: secretValues() }));
      const name = `${sent.method} ${shownEndpoint(endpoint)}`;
      const candidates = unused.filter(
        ({ method, endpoint: recorded }) => method === sent.method && samePath(recorded, endpoint),
      );
      const callout =
        candidates.find((candidate) => queryOf(candidate.endpoint) === queryOf(endpoint)) ?? candidates[0];
      if (callout === undefined) return refuse(name, 'the record has no answer to it', true);
      unused.splice(unused.indexOf(callout), 1);
      if (callout.shortened) return refuse(name, 'its answer was left out to keep the record small');
      if (typeof callout.response?.body === 'string' && TRUNCATED.test(callout.response.body))
        return refuse(name, 'its answer was too long to be recorded whole');
      used.push(callout);
      if (callout.response === null)
        throw new CalloutNoReply(callout.error ?? 'There was no reply.', { safe: sent.method === 'GET' });
      const { body, headers, status } = callout.response;
      const texts = Object.entries(headers).map(([field, value]) => [field, String(value)] as const);
      return { status, headers: Object.fromEntries(texts), text: textOf(body) };
    },
  };
}

/** Returns the path and query of an endpoint whose host is known only from a secret; otherwise the endpoint. */
export function shownEndpoint(endpoint: string): string {
  const url = URL.parse(endpoint);
  return url?.hostname.endsWith(STAND_IN_HOST) ? endpoint.slice(url.origin.length) : endpoint;
}

/** Returns whether two endpoints are the same, apart from their query. The recorded one knows the address in the secret. */
export function samePath(recorded: string, now: string): boolean {
  const [was, is] = [withoutQuery(recorded), withoutQuery(now)];
  return was === is || (is !== shownEndpoint(is) && was.endsWith(shownEndpoint(is)));
}

/** Returns the query of an endpoint. */
export function queryOf(endpoint: string): string {
  const at = endpoint.indexOf('?');
  return at === -1 ? '' : endpoint.slice(at + 1);
}

function withoutQuery(endpoint: string): string {
  return endpoint.split('?')[0]?.replaceAll(MASKED, '[redacted]') ?? '';
}

const MASKED = /\[(?:redacted|personal|erased)\]/g;

function isTokenRequest({ body, headers }: SentRequest): boolean {
  return headers['content-type'] === 'application/x-www-form-urlencoded' && new URLSearchParams(body).has('grant_type');
}

function textOf(body: JsonValue): string {
  if (body === null) return '';
  return typeof body === 'string' ? body : JSON.stringify(body);
}
