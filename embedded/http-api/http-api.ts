import { createServer } from 'node:http';
import { closeServer, listen } from '../http/server.ts';
import { type RequestListenerOptions, requestListener } from './request-listener.ts';

/** Options of {@link startHttpApi}. */
export interface HttpApiOptions extends RequestListenerOptions {
  /** 0 for any free port. */
  readonly port: number;
  /** Milliseconds that running requests may take once the API closes. @default 10000 */
  readonly closeGraceMs?: number;
}

/** A running HTTP API. */
export interface HttpApi {
  readonly url: string;
  readonly port: number;
  /** Stops accepting requests, lets running ones finish, and closes every connection. */
  close(): Promise<void>;
}

/** Milliseconds that a client may take to send a request. */
const REQUEST_TIMEOUT_MS = 30_000;

/**
 * Starts an HTTP API on 127.0.0.1 that behaves like one of API Gateway: routes, JWT authorizer, and Lambda integration with
 * payload format 2.0.
 *
 * @throws PortUnavailable when the port is in use
 */
export async function startHttpApi(options: HttpApiOptions): Promise<HttpApi> {
  const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS }, requestListener(options));
  const port = await listen(server, options.port);
  let closing: Promise<void> | undefined;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    close() {
      closing ??= closeServer(server, options.closeGraceMs ?? 10_000);
      return closing;
    },
  };
}
