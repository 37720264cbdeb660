import type { IncomingHttpHeaders } from 'node:http';

/** One request as a partner sees it. */
export interface SandboxRequest {
  readonly method: string;
  /** The path after the partner's own part, for example `/v1/orders`; still percent-encoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The address of the sandbox, for example `http://127.0.0.1:3100`. */
  readonly origin: string;
}

/** One answer. A `body` is sent as JSON; a `text` as it is; neither means an empty body. */
export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly text?: string;
}

/** The one value of a header, or undefined when it was not sent. */
export function header(request: SandboxRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}
