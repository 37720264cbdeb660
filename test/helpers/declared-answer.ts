import { API_PROBLEMS } from '../../blueprint/routes/api-problems.ts';
import { type RouteDefinition, routeKey } from '../../blueprint/routes/define-route.ts';
import { RESPONSE_SCHEMAS } from '../../blueprint/routes/response-schemas.ts';
import { ROUTES } from '../../blueprint/routes/routes.ts';
import { ApiProblem } from '../../lambdas/api/api-problem.ts';
import type { AnswerRequest } from '../../lambdas/api/api-request.ts';

/** Problems that any route can answer: the gateway routed the request wrongly, or something broke. */
const ALWAYS = ['/problems/route-not-found', '/problems/internal-error'];

/**
 * Checks that the route of a request declares an answer: its status, its body, or its problem.
 *
 * @param route `METHOD /path`
 * @throws TypeError naming what is not declared
 */
export function checkDeclared(route: string, status: number | undefined, body: unknown): void {
  const definition = ROUTES.find((candidate) => routeKey(candidate) === route);
  const name = definition === undefined ? 'Problem' : schemaOf(definition, status, body);
  const { error } = RESPONSE_SCHEMAS[name].safeParse(JSON.parse(JSON.stringify(body)));
  if (error !== undefined)
    throw new TypeError(`${route} answered ${status} with a body that is no ${name}: ${error.message}`);
}

function schemaOf({ answers, problems, ...route }: RouteDefinition, status: number | undefined, body: unknown) {
  const answer = answers[status ?? 0];
  if (answer !== undefined) return answer.schema;
  const { type } = body as { readonly type?: string };
  const declared = [...ALWAYS, ...problems.map((problem) => `/problems/${problem}`)];
  if (type === undefined || !declared.includes(type))
    throw new TypeError(`${routeKey(route)} does not declare its answer ${status} ${type ?? ''}.`);
  return 'Problem';
}

/** Wraps routes so that every answer and every problem of theirs is checked. */
export function checked(answer: AnswerRequest): AnswerRequest {
  return async (request) => {
    try {
      const answered = await answer(request);
      checkDeclared(request.route, answered.status, answered.body);
      return answered;
    } catch (error) {
      if (error instanceof ApiProblem) checkDeclared(request.route, error.status, documentOf(error));
      throw error;
    }
  };
}

function documentOf({ type, status, message, extensions }: ApiProblem): unknown {
  const { title } = API_PROBLEMS[type];
  return { type: `/problems/${type}`, title, status, detail: message, instance: 'request-1', ...extensions };
}
