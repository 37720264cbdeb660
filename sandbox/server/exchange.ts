import type { IncomingHttpHeaders } from 'node:http';

/** A request to a partner. */
export interface SandboxRequest {
  readonly method: string;
  /** Path below the partner's prefix, for example `/v1/orders`; still percent-encoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** Base URL of the sandbox, for example `http://127.0.0.1:3100`. */
  readonly origin: string;
}

/** A response. `body` is sent as JSON, `text` unchanged; without either the response has no body. */
export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly text?: string;
}

/** Thrown when a partner rejects a request. The request has no effect, and `reply` is sent. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly reply: Reply;

  constructor(reply: Reply) {
    super(`The partner rejected the request with status ${reply.status}.`);
    this.reply = reply;
  }
}

/** Returns whether a partner refused a request. A stand-in of a project may have loaded this module a second time. */
export function isRefusal(error: unknown): error is Refusal {
  return error instanceof Error && error.name === 'Refusal';
}

/** Returns the value of a header, or undefined if it was not sent. Repeated headers are joined by commas. */
export function header(request: SandboxRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}
