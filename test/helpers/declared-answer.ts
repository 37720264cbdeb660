import { API_PROBLEMS } from '../../blueprint/routes/api-problems.ts';
import { type AnswerDefinition, type RouteDefinition, routeKey } from '../../blueprint/routes/define-route.ts';
import { ANSWER_HEADERS } from '../../blueprint/routes/headers.ts';
import { RESPONSE_SCHEMAS } from '../../blueprint/routes/response-schemas.ts';
import { ROUTES } from '../../blueprint/routes/routes.ts';
import { ApiProblem } from '../../lambdas/api/api-problem.ts';
import type { AnswerRequest } from '../../lambdas/api/api-request.ts';

/** Problems that any route can answer: a request that reached the wrong function, and an error of the function. */
const ALWAYS = ['/problems/route-not-found', '/problems/internal-error'];

/** Headers of every answer. */
const COMMON_HEADERS = ['content-type', 'cache-control'];

interface Answer {
  readonly status: number | undefined;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

/**
 * Checks that the route of a request declares an answer: its status, headers and body, or its problem.
 *
 * @param route `METHOD /path`
 * @throws TypeError naming what is not declared
 */
export function checkDeclared(route: string, answer: Answer): void {
  const definition = ROUTES.find((candidate) => routeKey(candidate) === route);
  const declared = definition === undefined ? undefined : declaredAnswer(definition, answer);
  const name = declared?.schema ?? 'Problem';
  const { error } = RESPONSE_SCHEMAS[name].safeParse(JSON.parse(JSON.stringify(answer.body)));
  if (error !== undefined)
    throw new TypeError(`${route} answered ${answer.status} with a body that does not match ${name}: ${error.message}`);
  checkHeaders(route, declared?.headers ?? [], answer);
}

/** Returns the declared answer of a status; undefined for a declared problem. */
function declaredAnswer({ answers, problems, ...route }: RouteDefinition, { status, body }: Answer) {
  const answer: AnswerDefinition | undefined = answers[status ?? 0];
  if (answer !== undefined) return answer;
  const { type } = body as { readonly type?: string };
  const declared = [...ALWAYS, ...problems.map((problem) => `/problems/${problem}`)];
  if (type === undefined || !declared.includes(type))
    throw new TypeError(`${routeKey(route)} does not declare its answer ${status} ${type ?? ''}.`);
  return undefined;
}

function checkHeaders(
  route: string,
  declared: NonNullable<AnswerDefinition['headers']>,
  { status, headers = {} }: Answer,
): void {
  const names = declared.map((name) => name.toLowerCase());
  const undeclared = Object.keys(headers).filter((name) => ![...COMMON_HEADERS, ...names].includes(name));
  if (undeclared.length > 0) throw new TypeError(`${route} does not declare ${undeclared.join(', ')} for ${status}.`);
  const missing = declared.filter((name) => 'required' in ANSWER_HEADERS[name] && !(name.toLowerCase() in headers));
  if (missing.length > 0) throw new TypeError(`${route} answered ${status} without ${missing.join(', ')}.`);
}

/** Wraps routes so that every answer and every problem of theirs is checked. */
export function checked(answer: AnswerRequest): AnswerRequest {
  return async (request) => {
    try {
      const answered = await answer(request);
      checkDeclared(request.route, answered);
      return answered;
    } catch (error) {
      if (error instanceof ApiProblem) checkDeclared(request.route, { status: error.status, body: documentOf(error) });
      throw error;
    }
  };
}

function documentOf({ type, status, message, extensions }: ApiProblem): unknown {
  const { title } = API_PROBLEMS[type];
  return { type: `/problems/${type}`, title, status, detail: message, instance: 'request-1', ...extensions };
}
