import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import type { Handler } from '../../../lambdas/runtime/lazily.ts';
import { checkDeclared } from '../../helpers/declared-response.ts';

type ApiHandler = Handler<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>;

/** A request that a test sends. */
export interface TestRequest {
  /** `METHOD /path` as in the blueprint. */
  readonly route: string;
  readonly pathParameters?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Returns the HTTP API event for a request (payload format 2.0). Fields without a value are left out. */
export function apiEvent({ route, pathParameters, query, headers, body }: TestRequest): APIGatewayProxyEventV2 {
  const [method = '', pattern = ''] = route.split(' ');
  const path = pattern.replaceAll(/\{(\w+)\}/g, (_, name: string) => pathParameters?.[name] ?? '');
  return {
    version: '2.0',
    routeKey: route,
    rawPath: path,
    rawQueryString: new URLSearchParams(query).toString(),
    headers: { host: 'api.example.org', 'x-forwarded-proto': 'https', ...headers },
    ...(query !== undefined && { queryStringParameters: { ...query } }),
    ...(pathParameters !== undefined && { pathParameters: { ...pathParameters } }),
    requestContext: {
      accountId: '000000000000',
      apiId: 'api',
      domainName: 'api.example.org',
      domainPrefix: 'api',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'test' },
      requestId: 'request-1',
      routeKey: route,
      stage: '$default',
      time: '22/Nov/2026:10:00:00 +0000',
      timeEpoch: 1_795_341_600_000,
    },
    ...(body !== undefined && { body }),
    isBase64Encoded: false,
  };
}

/** A parsed response. */
export interface TestResponse {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

/** Sends a request to a handler, parses the response, and checks that the route declares it. */
export async function send(handler: ApiHandler, request: TestRequest): Promise<TestResponse> {
  const response = await sendUnchecked(handler, request);
  checkDeclared(request.route, response);
  return response;
}

/** Sends a request to a handler that does not serve the routes of the API, and parses the response. */
export async function sendUnchecked(handler: ApiHandler, request: TestRequest): Promise<TestResponse> {
  const response = await handler(apiEvent(request), { getRemainingTimeInMillis: () => 15_000 } as Context);
  return { status: response.statusCode, headers: response.headers ?? {}, body: JSON.parse(response.body ?? 'null') };
}

/** Returns what `problemOf` returns for a request in which these fields or parameters are invalid. */
export function invalidAt(...paths: readonly string[]): Record<string, unknown> {
  return { type: '/problems/invalid-request', status: 400, paths };
}

/** Returns the parts of a problem document that tests compare. */
export function problemOf({ body }: TestResponse): Record<string, unknown> {
  const { type, status, errors } = body as { type: string; status: number; errors?: readonly { path: string }[] };
  return { type, status, ...(errors !== undefined && { paths: errors.map(({ path }) => path) }) };
}
