import type { Logger } from '@aws-lambda-powertools/logger';
import {
  createMcpHandler,
  isLegacyRequest,
  localhostAllowedHostnames,
  type Server,
  validateHostHeader,
  validateOriginHeader,
  WebStandardStreamableHTTPServerTransport,
} from '@modelcontextprotocol/server';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { MCP_METADATA_PATH, MCP_PATH } from '../../blueprint/routes/mcp.ts';
import type { AgentSignIn } from '../../blueprint/wire/agent-sign-in.ts';
import { isLoopbackHost } from '../../core/hosts.ts';
import { newTrace, parseTrace, traceHeaders } from '../../core/trace/trace-context.ts';
import { requestOf } from '../api/api-request.ts';
import type { Handler } from '../runtime/lazily.ts';
import { type ApiDescription, readApiDescription } from './operations.ts';
import { createOrderApiClient, OrderApiUnavailable } from './order-api-client.ts';
import { resourceMetadata } from './resource-metadata.ts';
import { scopesInToken } from './token-scopes.ts';
import { createToolServer } from './tool-server.ts';

/** What the endpoint serves. */
export interface McpEndpoint {
  /** Base URL of the own API, which every tool calls. */
  readonly apiUrl: string;
  /** Whether tools may change something. */
  readonly mayAct: boolean;
  /** Where agents get a token. */
  readonly signIn: AgentSignIn;
}

type Result = APIGatewayProxyStructuredResultV2;

/** The largest message: an order's patch, and as much again. */
const MAX_MESSAGE_BYTES = 256 * 1024;
/** How long the description of the API is kept. A deployment of other routes may leave instances of this function as they are. */
const DESCRIPTION_MS = 60_000;
/** What is left of the time limit after the API's answer, in milliseconds. */
const ANSWER_MS = 500;
/** Codes of JSON-RPC 2.0, section 5.1, and of the range that MCP leaves to servers. */
const RPC_ERROR = { parse: -32700, invalidRequest: -32600, refused: -32000 } as const;

/**
 * Creates the handler of the endpoint for agents: MCP over Streamable HTTP, without sessions, with one JSON answer to a message.
 *
 * A tool sends its request to the API with the token of the message. So the gateway checks the scope of each request as for any caller, and
 * this function needs no rights. Only the token and the trace are passed on, and only to the own API.
 */
export function createMcpEndpoint(
  logger: Logger,
  { apiUrl, mayAct, signIn }: McpEndpoint,
): Handler<APIGatewayProxyEventV2, Result> {
  const describe = keptFor(DESCRIPTION_MS);
  return async (event, context) => {
    const refused = refusalOf(event, apiUrl);
    if (refused !== undefined) return refused;
    if (event.rawPath === MCP_METADATA_PATH) return metadataFor(event, apiUrl, signIn);
    const { method } = event.requestContext.http;
    const posted = method === 'POST' ? messageIn(event) : { message: undefined };
    if (!('message' in posted)) return posted;

    const endsAt = performance.now() + context.getRemainingTimeInMillis() - ANSWER_MS;
    const token = /^bearer (.+)$/i.exec(event.headers.authorization ?? '')?.[1] ?? '';
    const { caller } = requestOf(event);
    const trace = parseTrace(event.headers) ?? newTrace();
    logger.appendKeys({ trace_id: trace.id });
    const api = createOrderApiClient({
      url: apiUrl,
      token: async () => token,
      headers: traceHeaders(trace),
      timeoutMs: () => endsAt - performance.now(),
    });
    try {
      const description = await describe(async () => readApiDescription(await api.document()));
      const server = (): Server =>
        createToolServer({
          description,
          scopes: scopesInToken(token),
          ports: {
            api,
            mayAct,
            audit: (act) => logger.info('An agent acts', { act, caller }),
          },
        });
      return await resultOf(await answer(server, webRequest(event, apiUrl), posted.message));
    } catch (error) {
      if (!(error instanceof OrderApiUnavailable)) throw error;
      logger.error('The API does not answer', { error });
      return rpcError(503, RPC_ERROR.refused, error.message);
    }
  };
}

/** Answers a message of the revision of 2026, which has no sessions, or of an earlier one. */
async function answer(server: () => Server, request: Request, parsedBody: unknown): Promise<Response> {
  if (!(await isLegacyRequest(request, parsedBody))) {
    // A stream of changes would hold the function until its time is up.
    const handler = createMcpHandler(server, { legacy: 'reject', maxSubscriptions: 0 });
    return handler.fetch(request, { parsedBody });
  }
  if (request.method !== 'POST')
    return Response.json(errorBody(RPC_ERROR.refused, 'There is no stream: send messages with POST.'), {
      status: 405,
      headers: { allow: 'POST' },
    });
  const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
  await server().connect(transport);
  return transport.handleRequest(request, { parsedBody });
}

/**
 * Refuses what a web page sends: no page of another host may use a browser's way to this one (MCP, "Security Warning" of the transport).
 * On one machine a page could also call its own name an address of this machine, so the name in `Host` has to be one of these.
 */
function refusalOf({ headers }: APIGatewayProxyEventV2, apiUrl: string): Result | undefined {
  const { hostname } = new URL(apiUrl);
  const isLocal = isLoopbackHost(hostname);
  const names = isLocal ? localhostAllowedHostnames() : [hostname];
  const origin = validateOriginHeader(headers.origin, names);
  if (!origin.ok)
    return rpcError(
      403,
      RPC_ERROR.refused,
      'Agents are no web pages: send the request without Origin, or from this host.',
    );
  if (!isLocal || validateHostHeader(headers.host, names).ok) return undefined;
  return rpcError(
    403,
    RPC_ERROR.refused,
    `Expected Host to be ${names.join(' or ')}: call this machine by one of these.`,
  );
}

/** Returns the metadata of the endpoint. On one machine it has two names, and an agent accepts only the one that it calls. */
function metadataFor({ headers }: APIGatewayProxyEventV2, apiUrl: string, signIn: AgentSignIn): Result {
  const { hostname, host } = new URL(apiUrl);
  const base = isLoopbackHost(hostname) ? `http://${headers.host ?? host}` : apiUrl;
  return {
    statusCode: 200,
    headers: { 'content-type': 'application/json', 'cache-control': 'public, max-age=300' },
    body: JSON.stringify(resourceMetadata(signIn, `${base}${MCP_PATH}`)),
  };
}

/** Returns the message in an event, or the refusal of it. */
function messageIn({ body = '', isBase64Encoded }: APIGatewayProxyEventV2): { readonly message: unknown } | Result {
  const text = isBase64Encoded ? Buffer.from(body, 'base64').toString() : body;
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_MESSAGE_BYTES)
    return rpcError(413, RPC_ERROR.invalidRequest, `Expected at most ${MAX_MESSAGE_BYTES} bytes, found ${bytes}.`);
  try {
    const message: unknown = JSON.parse(text);
    // A batch would multiply what one request costs. MCP has none since its revision of June 2025.
    return Array.isArray(message)
      ? rpcError(400, RPC_ERROR.invalidRequest, 'Expected one message, found a batch: send each by itself.')
      : { message };
  } catch {
    return rpcError(400, RPC_ERROR.parse, 'Expected a JSON-RPC message, found text that is not JSON.');
  }
}

function webRequest({ headers, requestContext: { http } }: APIGatewayProxyEventV2, apiUrl: string): Request {
  const given = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] satisfies [string, string]],
  );
  // The message is passed beside the request; a request needs a body all the same.
  return new Request(`${apiUrl}${MCP_PATH}`, {
    method: http.method,
    headers: given,
    ...(http.method === 'POST' && { body: '{}' }),
  });
}

async function resultOf(response: Response): Promise<Result> {
  return {
    statusCode: response.status,
    headers: { ...Object.fromEntries(response.headers), 'cache-control': 'no-store' },
    body: await response.text(),
  };
}

function rpcError(statusCode: number, code: number, message: string): Result {
  return {
    statusCode,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    body: JSON.stringify(errorBody(code, message)),
  };
}

function errorBody(code: number, message: string): object {
  return { jsonrpc: '2.0', id: null, error: { code, message } };
}

/** Returns a function that keeps what it reads for a while. What could not be read is read again. */
function keptFor(ms: number): (read: () => Promise<ApiDescription>) => Promise<ApiDescription> {
  let kept: { readonly until: number; readonly description: Promise<ApiDescription> } | undefined;
  return async (read) => {
    if (kept === undefined || kept.until < performance.now())
      kept = { until: performance.now() + ms, description: read() };
    const { description } = kept;
    return description.catch((error: unknown) => {
      kept = undefined;
      throw error;
    });
  };
}
