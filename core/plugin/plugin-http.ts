import type { JsonObject, JsonValue } from '../json.ts';

/** One HTTP request that a plugin makes. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Absolute https URL; http only where the runtime allows it for its sandbox. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON body; sets `content-type: application/json`. At most one of `json` and `form`. */
  readonly json?: JsonValue;
  /** Form body; sets `content-type: application/x-www-form-urlencoded`. */
  readonly form?: Readonly<Record<string, string>>;
  /** How long to wait for the whole reply, in milliseconds. @default 10000, but never longer than the attempt may take */
  readonly timeoutMs?: number;
}

/** The complete reply to a request, with any status. Redirects are not followed. */
export interface HttpReply {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body parsed as JSON; its text if it is not JSON; null if it is empty. */
  readonly body: JsonValue;
}

/**
 * Sends a request, and records it as a callout of the step.
 *
 * Adds basic auth if the tenant has configured it for the host of the URL. Every status is a reply, not an error.
 *
 * @throws CalloutForbidden the host or its address is not allowed
 * @throws CalloutNotSent the request never reached the partner
 * @throws CalloutNoReply the request was sent, and no complete reply came in time
 */
export type SendHttp = (request: HttpRequest) => Promise<HttpReply>;

/** A callout as stored: without secrets and personal data, bodies at most 16 KB. */
export interface Callout {
  readonly method: string;
  readonly endpoint: string;
  /** ISO 8601. */
  readonly timestamp: string;
  readonly durationMs: number;
  /** The header of that name, by whose parent id a partner's log line is found. Absent in older records. */
  readonly traceparent?: string;
  readonly request: { readonly headers: JsonObject; readonly body: JsonValue };
  readonly response: { readonly status: number; readonly headers: JsonObject; readonly body: JsonValue } | null;
  /** Why there is no response; null if there is one. */
  readonly error: string | null;
  /** Set if headers and bodies were left out later to keep the record small. */
  readonly shortened?: true;
}

/** The request never reached the partner: DNS, connection refused, TLS. A retry is safe. */
export class CalloutNotSent extends Error {
  override readonly name = 'CalloutNotSent';
}

/** The request was blocked before it was sent, because its host or address is not allowed. A retry will not help. */
export class CalloutForbidden extends Error {
  override readonly name = 'CalloutForbidden';
}

/** The request was sent, but no complete reply came: timeout, connection reset. Its effect may have happened. */
export class CalloutNoReply extends Error {
  override readonly name = 'CalloutNoReply';
  /** True for a method without effect (GET, HEAD, OPTIONS), so that a retry is safe. */
  readonly safe: boolean;

  constructor(message: string, options: ErrorOptions & { readonly safe: boolean }) {
    super(message, options);
    this.safe = options.safe;
  }
}

/** Placeholder for the idempotency key in a URL of the options. */
export const KEY_PLACEHOLDER = '{idempotencyKey}';
