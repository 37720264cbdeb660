import type { RequestListener } from 'node:http';
import { answerJson } from '../http/answer-json.ts';
import { http } from '../http/node-http.ts';
import { closeServer, listen } from '../http/server.ts';
import { GatewayError } from './gateway-error.ts';
import { type RequestListenerOptions, requestListener } from './request-listener.ts';

/** A bound port that can serve an HTTP API. */
export interface HttpApi {
  readonly url: string;
  readonly port: number;
  /** Serves routes from now on. Until then, every request gets a 503. */
  serve(options: RequestListenerOptions): void;
  /** Stops accepting requests, lets running ones finish, and closes every connection. */
  close(): Promise<void>;
}

/** Milliseconds that a client may take to send a request. */
const REQUEST_TIMEOUT_MS = 30_000;

/**
 * Binds the port of an HTTP API on 127.0.0.1, so that its URL is known before it serves. The API behaves like one of API Gateway:
 * routes, JWT authorizer, and Lambda integration with payload format 2.0.
 *
 * @param port 0 for any free one
 * @param closeGraceMs milliseconds that running requests may take once the API closes. @default 10000
 * @throws PortUnavailable when the port is in use
 */
export async function openHttpApi(port: number, closeGraceMs = 10_000): Promise<HttpApi> {
  let listener: RequestListener | undefined;
  const { status, message } = new GatewayError(503);
  const server = http.createServer({ requestTimeout: REQUEST_TIMEOUT_MS }, (request, response) => {
    if (listener === undefined) answerJson(response, status, { message }, { 'retry-after': '1' });
    else listener(request, response);
  });
  const bound = await listen(server, port);
  let closing: Promise<void> | undefined;
  return {
    url: `http://127.0.0.1:${bound}`,
    port: bound,
    serve(options) {
      listener = requestListener(options);
    },
    close() {
      closing ??= closeServer(server, closeGraceMs);
      return closing;
    },
  };
}
