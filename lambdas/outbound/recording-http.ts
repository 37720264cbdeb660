import { isJsonObject, type JsonObject, type JsonValue, setField } from '../../core/json.ts';
import { hostOf } from '../../core/plugin/host-of.ts';
import type { Callout, HttpReply, HttpRequest, SendHttp } from '../../core/plugin/plugin-http.ts';
import type { TextMask } from '../../core/redact/mask-personal.ts';
import { redact } from '../../core/redact/redact.ts';
import { redactUrl } from '../../core/redact/redact-url.ts';
import { type Trace, traceHeaders } from '../../core/trace/trace-context.ts';
import { truncateJson } from '../../core/truncate.ts';
import type { OutboundPolicy } from './check-target.ts';
import { parseReplyBody, type RawReply, type SentRequest } from './exchange.ts';
import { sendRequest } from './send-request.ts';

/** Sends a request to a host that the policy allows; see `sendRequest`. */
export type SendRequest = (request: SentRequest, policy: OutboundPolicy) => Promise<RawReply>;

/** Options of a recording client, from the step that it serves. */
export interface RecordingHttpOptions {
  readonly policy: OutboundPolicy;
  /** @default `sendRequest`, over the network */
  readonly send?: SendRequest | undefined;
  /** Basic auth for a host, in lower case, without port and trailing dot, IPv6 in brackets; or undefined. */
  basicAuth(host: string): Promise<{ readonly username: string; readonly password: string } | undefined>;
  /** Every request is sent in it. */
  readonly trace: Trace;
  now(): Date;
  /** Aborts when the step runs out of time. */
  readonly signal: AbortSignal;
  /** Returns values that must never be stored, in a list that does not change: the secrets read so far. */
  secretValues(): readonly string[];
  /** Masks the personal data of the order in a text of the record. */
  readonly mask: TextMask;
  /** Called exactly once for each request, whether it succeeds or fails. */
  onCallout(callout: Callout): void;
}

const DEFAULT_TIMEOUT_MS = 10_000;

/**
 * Creates the HTTP client of a plugin: it serialises bodies, adds basic auth by host, stops at the step's time limit and
 * records each callout.
 *
 * A request with an `authorization` header gets no basic auth. Every request has `traceparent` with a parent id of its own.
 */
export function createRecordingHttp(options: RecordingHttpOptions): SendHttp {
  const { send = sendRequest } = options;
  return async (request) => {
    const timestamp = options.now().toISOString();
    const started = performance.now();
    const secrets: string[] = [];
    const traced = traceHeaders(options.trace);
    let headers = lowerCase(request.headers ?? {});
    let reply: HttpReply | undefined;
    let failure: unknown;
    try {
      const body = requestBody(request);
      headers = {
        accept: 'application/json, */*;q=0.5',
        ...(body.contentType === undefined ? {} : { 'content-type': body.contentType }),
        ...headers,
      };
      const login = headers.authorization === undefined ? await basicLogin(request, options) : undefined;
      if (login !== undefined) {
        secrets.push(login.password, login.encoded);
        headers = { ...headers, authorization: `Basic ${login.encoded}` };
      }
      const { method, url, timeoutMs = DEFAULT_TIMEOUT_MS } = request;
      const sent = {
        method,
        url,
        headers: { ...headers, ...traced },
        body: body.text,
        timeoutMs,
        signal: options.signal,
      };
      const { status, headers: replied, text } = await send(sent, options.policy);
      reply = { status, headers: replied, body: parseReplyBody(text, replied['content-type']) };
      return reply;
    } catch (error) {
      failure = error;
      throw error;
    } finally {
      const durationMs = Math.round(performance.now() - started);
      const known = options.secretValues();
      const secretValues = secrets.length === 0 ? known : [...known, ...secrets];
      options.onCallout(
        calloutRecord(
          { request, headers, traceparent: traced.traceparent, reply, failure, timestamp, durationMs },
          secretValues,
          options.mask,
        ),
      );
    }
  };
}

async function basicLogin({ url }: HttpRequest, { basicAuth }: RecordingHttpOptions) {
  const parsed = URL.parse(url);
  if (parsed === null) return undefined;
  // A trailing dot names the same host (RFC 1034, section 3.1).
  const login = await basicAuth(hostOf(parsed));
  if (login === undefined) return undefined;
  const encoded = Buffer.from(`${login.username}:${login.password}`, 'utf8').toString('base64');
  return { password: login.password, encoded };
}

function lowerCase(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const lower: Record<string, string> = {};
  for (const name of Object.keys(headers)) setField(lower, name.toLowerCase(), headers[name] as string);
  return lower;
}

/** A serialised body. */
interface RequestBody {
  readonly text: string | undefined;
  readonly contentType: string | undefined;
}

/** @throws TypeError if both `json` and `form` are given */
function requestBody({ json, form }: HttpRequest): RequestBody {
  if (json !== undefined && form !== undefined)
    throw new TypeError('Expected a JSON body or a form body, found both: give one of `json` and `form`.');
  if (json !== undefined) return { text: JSON.stringify(json), contentType: 'application/json' };
  if (form === undefined) return { text: undefined, contentType: undefined };
  return {
    text: new URLSearchParams({ ...form }).toString(),
    contentType: 'application/x-www-form-urlencoded',
  };
}

/** A callout before redaction. */
interface CalloutFacts {
  readonly request: HttpRequest;
  /** The request's headers as sent, names in lower case, without those of its trace. */
  readonly headers: Readonly<Record<string, string>>;
  readonly traceparent: string;
  readonly reply: HttpReply | undefined;
  /** The error thrown; undefined if there is a reply. */
  readonly failure: unknown;
  readonly timestamp: string;
  readonly durationMs: number;
}

/** Returns the record of a callout. Redacts before it truncates, because half a secret would not be recognised. */
function calloutRecord(facts: CalloutFacts, secretValues: readonly string[], mask: TextMask): Callout {
  const { request, headers, traceparent, reply, failure, timestamp, durationMs } = facts;
  const stored = (value: JsonValue) => redact(value, { secretValues }, mask);
  const body = (value: JsonValue) => truncateJson(stored(value));
  const fields = (value: Readonly<Record<string, string>>): JsonObject => {
    const kept = stored(value);
    return isJsonObject(kept) ? kept : {};
  };
  return {
    method: request.method,
    endpoint: mask(redactUrl(request.url, { secretValues })),
    timestamp,
    durationMs,
    traceparent,
    request: { headers: fields(headers), body: body(request.json ?? request.form ?? null) },
    response: reply ? { status: reply.status, headers: fields(reply.headers), body: body(reply.body) } : null,
    error: reply ? null : String(stored(failure instanceof Error ? failure.message : String(failure))),
  };
}
