import type { Callout, HttpReply, HttpRequest, SendHttp } from '../../core/plugin/plugin-http.ts';
import { calloutRecord } from './callout-record.ts';
import type { OutboundPolicy } from './outbound-policy.ts';
import { parseReplyBody } from './parse-reply-body.ts';
import { requestBody } from './request-body.ts';
import { sendRequest } from './send-request.ts';

/** What the recording client needs to know about the step that it serves. */
export interface RecordingHttpOptions {
  readonly policy: OutboundPolicy;
  /** Basic auth for a host, in lower case, without port and trailing dot, IPv6 in brackets; or undefined. */
  basicAuth(host: string): Promise<{ readonly username: string; readonly password: string } | undefined>;
  now(): Date;
  /** The step's own time. */
  readonly signal: AbortSignal;
  /** Values that must never be stored: the secrets read so far. */
  secretValues(): readonly string[];
  /** Called exactly once for each request, whatever became of it. */
  onCallout(callout: Callout): void;
}

const DEFAULT_TIMEOUT_MS = 10_000;

/**
 * The HTTP client of a plugin: serialises, adds basic auth by host, keeps to the step's time and records the callout.
 *
 * Basic auth is left out when the request brings its own `authorization` header.
 */
export function createRecordingHttp(options: RecordingHttpOptions): SendHttp {
  return async (request) => {
    const timestamp = options.now().toISOString();
    const started = performance.now();
    const secrets: string[] = [];
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
      const sent = { method, url, headers, body: body.text, timeoutMs, signal: options.signal };
      const { status, headers: replied, text } = await sendRequest(sent, options.policy);
      reply = { status, headers: replied, body: parseReplyBody(text, replied['content-type']) };
      return reply;
    } catch (error) {
      failure = error;
      throw error;
    } finally {
      const durationMs = Math.round(performance.now() - started);
      const secretValues = [...options.secretValues(), ...secrets];
      options.onCallout(calloutRecord({ request, headers, reply, failure, timestamp, durationMs }, secretValues));
    }
  };
}

async function basicLogin({ url }: HttpRequest, { basicAuth }: RecordingHttpOptions) {
  if (!URL.canParse(url)) return undefined;
  // A trailing dot names the same host (RFC 1034, section 3.1).
  const login = await basicAuth(new URL(url).hostname.replace(/\.$/, ''));
  if (login === undefined) return undefined;
  const encoded = Buffer.from(`${login.username}:${login.password}`, 'utf8').toString('base64');
  return { password: login.password, encoded };
}

function lowerCase(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
