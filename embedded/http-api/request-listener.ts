import { randomBytes } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { RouteSpec } from '../../blueprint/routes/define-route.ts';
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

/** One line of the access log: nothing that a caller could have put a secret into, so no query, header or body. */
export interface AccessEntry {
  /** When the request arrived. */
  readonly at: Date;
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** 499 when the caller went away before an answer. */
  readonly status: number;
  /** From the arrival of the request to the end of the response, in milliseconds. */
  readonly ms: number;
  readonly requestId: string;
  /** Why the gateway answered with a 5xx in place of the function, e.g. the function's error. Left out otherwise. */
  readonly error?: unknown;
}

/** The quota "Payload size" of an HTTP API. */
const BODY_LIMIT = 10 * 1024 * 1024;

/** The status that the access log gives to a request whose sender went away before an answer. */
const CLIENT_GONE = 499;

/** What answers to requests are made from. */
export interface RequestListenerOptions {
  readonly routes: readonly RouteSpec[];
  /** Calls a function with an event of payload format 2.0. */
  invoke(functionId: string, event: unknown): Promise<LambdaOutcome>;
  /** Checks the tokens, and answers the paths of its own. */
  readonly issuer: Issuer;
  /** Called when a response has ended or its connection broke. */
  onAccess?(entry: AccessEntry): void;
  /** How long a function may take before the gateway answers 503, in milliseconds. @default 30000, as an HTTP API */
  readonly integrationTimeoutMs?: number;
}

interface Visit {
  readonly at: Date;
  readonly requestId: string;
}

/** Answers the requests of an HTTP API; never throws, never leaves a request without an answer. */
export function requestListener(options: RequestListenerOptions): RequestListener {
  const routes = routeTable(options.routes);
  return (request, response) => {
    const visit: Visit = { at: new Date(), requestId: `${randomBytes(11).toString('base64url')}=` };
    response.setHeader('apigw-requestid', visit.requestId);
    let error: unknown;
    response.once('close', () => report(options, request, response, visit, error));
    answer(request, response, visit, routes, options).catch((caught: unknown) => {
      error = caught instanceof GatewayError ? caught.cause : caught;
      refuse(response, caught);
    });
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { at, requestId }: Visit,
  routes: RouteTable,
  options: RequestListenerOptions,
): Promise<void> {
  const target = parseRequestTarget(request.url ?? '');
  if (await options.issuer.handle(request, response)) return;
  const match = routes(request.method ?? '', target.segments);
  if (match === undefined) throw new GatewayError(404);
  const { route } = match;
  const authorization = request.headersDistinct.authorization?.join(',');
  const jwt =
    route.scope === null
      ? undefined
      : await authorize(authorization, route.scope, (token) => options.issuer.verify(token));
  const body = await readBody(request, BODY_LIMIT);
  const event = httpEvent({ request, target, match, jwt, body, requestId, at });
  const payload = await invokeFunction(
    () => options.invoke(route.function, event),
    options.integrationTimeoutMs ?? 30_000,
  );
  const { status, headers, body: content } = functionResponse(payload);
  const hasBody = status !== 204 && status !== 304;
  response.writeHead(status, hasBody ? { ...headers, 'content-length': content.length } : headers);
  response.end(hasBody ? content : undefined);
}

function refuse(response: ServerResponse, caught: unknown): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const refusal = caught instanceof BodyTooLarge ? new GatewayError(413) : caught;
  const { status, message, headers } = refusal instanceof GatewayError ? refusal : new GatewayError(500);
  answerJson(response, status, { message }, headers);
}

function report(
  options: RequestListenerOptions,
  request: IncomingMessage,
  response: ServerResponse,
  { at, requestId }: Visit,
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

// What the Lambda service refuses before the function runs, where the caller is the reason.
const STATUS_OF: Readonly<Record<string, GatewayStatus>> = {
  'Lambda.RequestTooLargeException': 413,
  RequestTooLargeException: 413,
};

/**
 * Calls the function of a route and gives what it returned.
 *
 * @param invoke calls the function
 * @param timeoutMs how long the gateway waits; the function is not stopped when that is over
 * @throws GatewayError 500 when the function failed or timed out, 503 when the gateway waited long enough
 */
export async function invokeFunction(invoke: () => Promise<LambdaOutcome>, timeoutMs: number): Promise<unknown> {
  const { promise: waitedLongEnough, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new GatewayError(503)), timeoutMs);
  try {
    const outcome = await Promise.race([invoke(), waitedLongEnough]);
    if (outcome.ok) return outcome.payload;
    throw new GatewayError(STATUS_OF[outcome.errorType] ?? 500, {}, { cause: outcome });
  } catch (error) {
    throw error instanceof GatewayError ? error : new GatewayError(500, {}, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}
