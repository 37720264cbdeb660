import { randomBytes } from 'node:crypto';
import type { IncomingMessage, OutgoingHttpHeaders, RequestListener, ServerResponse } from 'node:http';
import { type RouteSpec, scopesOf } from '../../blueprint/routes/define-route.ts';
import { answerJson } from '../http/answer-json.ts';
import { BodyTooLarge, readBody } from '../http/read-body.ts';
import type { LambdaOutcome } from '../lambda/lambda-outcome.ts';
import type { Issuer } from '../oidc/issuer.ts';
import { functionResponse } from './function-response.ts';
import { GatewayError, type GatewayStatus } from './gateway-error.ts';
import { httpEvent } from './http-event.ts';
import { authorize } from './jwt-authorizer.ts';
import { parseRequestTarget } from './request-target.ts';
import { type RouteTable, routeTable } from './route-table.ts';
import type { HandleOwnPath } from './sandbox-proxy.ts';

/** One entry of the access log. It has no query, header or body, since these may contain a secret. */
export interface AccessEntry {
  /** Arrival of the request. */
  readonly at: Date;
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** Status of the response; 499 if the client disconnected before it. */
  readonly status: number;
  /** From the arrival of the request to the end of the response, in milliseconds. */
  readonly ms: number;
  readonly requestId: string;
  /** Cause of a 5xx of the gateway itself, e.g. the function's error. */
  readonly error?: unknown;
}

/** The quota "Payload size" of an HTTP API. */
const BODY_LIMIT = 10 * 1024 * 1024;

/** Status in the access log for a client that disconnected before the response. */
const CLIENT_GONE = 499;

/** Options of {@link requestListener}. */
export interface RequestListenerOptions {
  readonly routes: readonly RouteSpec[];
  /** Invokes a function with an event of payload format 2.0, unless nobody waits for it any more: then `signal` is aborted. */
  invoke(functionId: string, event: unknown, signal: AbortSignal): Promise<LambdaOutcome>;
  /** Refuses an authorized request instead of invoking its function. @default every request is accepted */
  refuse?(route: RouteSpec): Refusal | undefined;
  /** Verifies tokens, and handles its own paths. */
  readonly issuer: Issuer;
  /** Handles paths that exist on one machine only. @default there are none */
  readonly handleOwnPath?: HandleOwnPath;
  /** Called when a response has ended or its connection was lost. */
  onAccess?(entry: AccessEntry): void;
  /** Milliseconds that a function may take before the gateway responds with 503. @default 30000, as an HTTP API */
  readonly integrationTimeoutMs?: number;
}

/** A response without a function. */
export interface Refusal {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body: Readonly<Record<string, unknown>>;
}

interface RequestContext {
  readonly at: Date;
  readonly requestId: string;
}

/** Creates the request listener of an HTTP API. It never throws, and responds to every request. */
export function requestListener(options: RequestListenerOptions): RequestListener {
  const routes = routeTable(options.routes);
  return (request, response) => {
    const context: RequestContext = { at: new Date(), requestId: `${randomBytes(11).toString('base64url')}=` };
    response.setHeader('apigw-requestid', context.requestId);
    let error: unknown;
    response.once('close', () => report(options, request, response, context, error));
    answer(request, response, context, routes, options).catch((caught: unknown) => {
      error = caught instanceof GatewayError ? caught.cause : caught;
      sendGatewayError(response, caught);
    });
  };
}

/** The reason of every signal that ends a wait. One for all, because a new error records its stack. */
const ABANDONED = new DOMException('The caller no longer waits.', 'AbortError');

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { at, requestId }: RequestContext,
  routes: RouteTable,
  options: RequestListenerOptions,
): Promise<void> {
  const target = parseRequestTarget(request.url ?? '');
  if (await options.issuer.handle(request, response)) return;
  if (await options.handleOwnPath?.(request, response)) return;
  const match = routes(request.method ?? '', target.segments);
  if (match === undefined) throw new GatewayError(404);
  const { route } = match;
  const authorization = request.headersDistinct.authorization?.join(',');
  const jwt =
    route.scope === null
      ? undefined
      : await authorize(authorization, scopesOf(route), (token) => options.issuer.verify(token));
  const body = await readBody(request, BODY_LIMIT);
  const refusal = options.refuse?.(route);
  if (refusal !== undefined) {
    answerJson(response, refusal.status, { ...refusal.body, instance: requestId }, refusal.headers);
    return;
  }
  const event = httpEvent({ request, target, match, jwt, body, requestId, at });
  const abandoned = new AbortController();
  response.once('close', () => abandoned.abort(ABANDONED));
  const payload = await invokeFunction(
    () => options.invoke(route.function, event, abandoned.signal),
    options.integrationTimeoutMs ?? 30_000,
  ).finally(() => abandoned.abort(ABANDONED));
  const { status, headers, body: content } = functionResponse(payload);
  const hasBody = status !== 204 && status !== 304;
  response.writeHead(status, hasBody ? { ...headers, 'content-length': content.length } : headers);
  response.end(hasBody ? content : undefined);
}

function sendGatewayError(response: ServerResponse, caught: unknown): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const gatewayError = caught instanceof BodyTooLarge ? new GatewayError(413) : caught;
  const { status, message, headers } = gatewayError instanceof GatewayError ? gatewayError : new GatewayError(500);
  answerJson(response, status, { message }, headers);
}

function report(
  options: RequestListenerOptions,
  request: IncomingMessage,
  response: ServerResponse,
  { at, requestId }: RequestContext,
  error: unknown,
): void {
  const status = response.headersSent ? response.statusCode : CLIENT_GONE;
  options.onAccess?.({
    at,
    method: request.method ?? '',
    path: request.url?.split('?')[0] ?? '',
    status,
    ms: Date.now() - at.getTime(),
    requestId,
    ...(status >= 500 && error !== undefined && { error }),
  });
}

// Errors of the Lambda service that the client caused.
const STATUS_OF: Readonly<Record<string, GatewayStatus>> = {
  'Lambda.RequestTooLargeException': 413,
  RequestTooLargeException: 413,
};

/**
 * Invokes the function of a route and returns its result.
 *
 * @param invoke invokes the function
 * @param timeoutMs milliseconds that the gateway waits; the function keeps running after that
 * @throws GatewayError 500 when the function failed or timed out, 503 when the gateway's own timeout passed
 */
export async function invokeFunction(invoke: () => Promise<LambdaOutcome>, timeoutMs: number): Promise<unknown> {
  const { promise: timedOut, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new GatewayError(503)), timeoutMs);
  try {
    const outcome = await Promise.race([invoke(), timedOut]);
    if (outcome.ok) return outcome.payload;
    throw new GatewayError(STATUS_OF[outcome.errorType] ?? 500, {}, { cause: outcome });
  } catch (error) {
    throw error instanceof GatewayError ? error : new GatewayError(500, {}, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}
