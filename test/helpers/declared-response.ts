import { API_PROBLEMS, type ApiProblemType, PROBLEM_HEADERS } from '../../blueprint/routes/api-problems.ts';
import {
  problemsOf,
  type ResponseDefinition,
  type RouteDefinition,
  routeKey,
} from '../../blueprint/routes/define-route.ts';
import { RESPONSE_HEADERS } from '../../blueprint/routes/headers.ts';
import { RESPONSE_SCHEMAS } from '../../blueprint/routes/response-schemas.ts';
import { ROUTES } from '../../blueprint/routes/routes.ts';
import { ApiProblem } from '../../lambdas/api/api-problem.ts';
import type { HandleRequest } from '../../lambdas/api/api-request.ts';

/** The problem of a request that reached the wrong function. */
const WRONG_FUNCTION = '/problems/route-not-found';

/** Headers of every response. */
const COMMON_HEADERS = ['content-type', 'cache-control'];

interface Response {
  readonly status: number | undefined;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

/**
 * Checks that the route of a request declares a response: its status, headers and body, or its problem.
 *
 * @param route `METHOD /path`
 * @throws TypeError naming what is not declared
 */
export function checkDeclared(route: string, response: Response): void {
  const definition = ROUTES.find((candidate) => routeKey(candidate) === route);
  const declared = definition === undefined ? undefined : declaredResponse(definition, response);
  const name = declared?.schema ?? 'Problem';
  const { error } = RESPONSE_SCHEMAS[name].safeParse(JSON.parse(JSON.stringify(response.body)));
  if (error !== undefined)
    throw new TypeError(
      `${route} returned ${response.status} with a body that does not match ${name}: ${error.message}`,
    );
  checkHeaders(route, declared?.headers ?? problemHeaders(response), response);
}

function problemHeaders({ body }: Response) {
  const { type = '' } = body as { readonly type?: string };
  return PROBLEM_HEADERS[type.replace('/problems/', '') as ApiProblemType] ?? [];
}

/** Returns the declared response of a status; undefined for a declared problem. */
function declaredResponse(route: RouteDefinition, { status, body }: Response) {
  const response: ResponseDefinition | undefined = route.responses[status ?? 0];
  if (response !== undefined) return response;
  const { type } = body as { readonly type?: string };
  const declared = [WRONG_FUNCTION, ...problemsOf(route).map((problem) => `/problems/${problem}`)];
  if (type === undefined || !declared.includes(type))
    throw new TypeError(`${routeKey(route)} does not declare its response: ${status} ${type ?? ''}.`);
  return undefined;
}

function checkHeaders(
  route: string,
  declared: NonNullable<ResponseDefinition['headers']>,
  { status, headers = {} }: Response,
): void {
  const names = declared.map((name) => name.toLowerCase());
  const undeclared = Object.keys(headers).filter((name) => ![...COMMON_HEADERS, ...names].includes(name));
  if (undeclared.length > 0) throw new TypeError(`${route} does not declare ${undeclared.join(', ')} for ${status}.`);
  const missing = declared.filter((name) => 'required' in RESPONSE_HEADERS[name] && !(name.toLowerCase() in headers));
  if (missing.length > 0) throw new TypeError(`${route} returned ${status} without ${missing.join(', ')}.`);
}

/** Wraps routes so that every response and problem is checked. */
export function checked(handle: HandleRequest): HandleRequest {
  return async (request) => {
    try {
      const response = await handle(request);
      checkDeclared(request.route, response);
      return response;
    } catch (error) {
      if (error instanceof ApiProblem) {
        const { headers, status } = error;
        checkDeclared(request.route, { status, headers, body: documentOf(error) });
      }
      throw error;
    }
  };
}

function documentOf({ type, status, message, extensions }: ApiProblem): unknown {
  const { title } = API_PROBLEMS[type];
  return { type: `/problems/${type}`, title, status, detail: message, instance: 'request-1', ...extensions };
}
