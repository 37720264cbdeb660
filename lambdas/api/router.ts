import { ApiProblem } from './api-problem.ts';
import type { ApiAnswer, ApiRequest } from './api-request.ts';

/** What answers each route of a function, by the blueprint's `METHOD /path`. */
export type RouteTable = Readonly<Record<string, (request: ApiRequest) => Promise<ApiAnswer>>>;

/** Answers a request by its route. */
export function answerByRoute(routes: RouteTable): (request: ApiRequest) => Promise<ApiAnswer> {
  return async (request) => {
    const answer = routes[request.route];
    if (answer === undefined)
      throw new ApiProblem(
        'route-not-found',
        `This function answers ${Object.keys(routes).join(', ')}, not ${request.route}.`,
      );
    return answer(request);
  };
}
