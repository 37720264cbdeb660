import type { JsonObject, JsonValue } from '../json.ts';

/** One HTTP request that a plugin makes. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Absolute URL, https; http only where the runtime allows it for its sandbox. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON body; sets `content-type: application/json`. At most one of `json` and `form`. */
  readonly json?: JsonValue;
  /** Form body; sets `content-type: application/x-www-form-urlencoded`. */
  readonly form?: Readonly<Record<string, string>>;
  /** How long to wait for the whole reply, in milliseconds. @default 10000; never past the step's own time */
  readonly timeoutMs?: number;
}

/** The whole reply of a request, whatever its status. Redirects are not followed. */
export interface HttpReply {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body parsed as JSON; the text when it is not JSON; null when it is empty. */
  readonly body: JsonValue;
}

/**
 * Sends a request, and records it as a callout of the step.
 *
 * Basic auth is added when the tenant configured it for the URL's host. Every status is a reply, not an error.
 *
 * @throws CalloutForbidden the host or its address is not allowed
 * @throws CalloutNotSent the partner was never reached
 * @throws CalloutNoReply the request was sent and no whole reply came in time
 */
export type SendHttp = (request: HttpRequest) => Promise<HttpReply>;

/** A callout as it is stored: secrets and personal data removed, bodies 16 KB at most. */
export interface Callout {
  readonly method: string;
  readonly endpoint: string;
  /** ISO 8601. */
  readonly timestamp: string;
  readonly durationMs: number;
  readonly request: { readonly headers: JsonObject; readonly body: JsonValue };
  readonly response: { readonly status: number; readonly headers: JsonObject; readonly body: JsonValue } | null;
  /** Why there is no response; null when there is one. */
  readonly error: string | null;
  /** Set where headers and bodies were left out later, so that the record stays small. */
  readonly shortened?: true;
}

/** The request never reached the partner: DNS, connection refused, TLS, an address that is not allowed. Trying again is safe. */
export class CalloutNotSent extends Error {
  override readonly name = 'CalloutNotSent';
}

/** The request was refused before dialling, because the host or the address is not allowed. Trying again will not help. */
export class CalloutForbidden extends Error {
  override readonly name = 'CalloutForbidden';
}

/** The request was sent, and no whole reply came: timeout, connection reset. What it asked for may have happened. */
export class CalloutNoReply extends Error {
  override readonly name = 'CalloutNoReply';
  /** True for a method without effect (GET, HEAD, OPTIONS), which may simply be sent again. */
  readonly safe: boolean;

  constructor(message: string, options: ErrorOptions & { readonly safe: boolean }) {
    super(message, options);
    this.safe = options.safe;
  }
}

/** Stands for a request's idempotency key in a URL template of an option. */
export const KEY_PLACEHOLDER = '{idempotencyKey}';
