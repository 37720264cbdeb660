import {
  type RouteDefinition,
  type RouteInput,
  type RouteKey,
  type RouteResponse,
  routeKey,
} from '../../blueprint/routes/define-route.ts';
import { ApiProblem, NOTHING_CHANGED, serviceUnavailable } from './api-problem.ts';
import type { ApiRequest, ApiResponse, HandleRequest } from './api-request.ts';
import { parseRequest } from './parse-request.ts';
import { isServiceOutage } from './service-outage.ts';
import { withinTimeLimit } from './time-limit.ts';

/**
 * One handler per route, by `METHOD /path`. It receives parsed input and returns a response that its route declares.
 */
export type RouteHandlers<Routes extends RouteDefinition> = {
  readonly [Route in Routes as RouteKey<Route>]: (
    request: Omit<ApiRequest, keyof RouteInput<Route>> & RouteInput<Route>,
  ) => Promise<RouteResponse<Route>>;
};

/** The time reserved for a problem document, in milliseconds: less than a handler reserves for a response. */
const PROBLEM_MS = 500;

/**
 * Creates a router, which parses each request with the schemas of its route and calls the route's handler.
 *
 * @param routes the routes of one function
 * @returns a function that throws ApiProblem `route-not-found`, `invalid-request`, `order-too-large`, a problem of the
 *   handler, or `service-unavailable` if a service does not answer within the time limit of the function
 */
export function createRouter<const Routes extends readonly RouteDefinition[]>(
  routes: Routes,
  handlers: NoInfer<RouteHandlers<Routes[number]>>,
): HandleRequest {
  // The input and the response of a handler depend on its route; RouteHandlers has already checked both.
  const handlerOf = handlers as Readonly<Record<string, (request: never) => Promise<ApiResponse>>>;
  return async (request) => {
    const route = routes.find((candidate) => routeKey(candidate) === request.route);
    const handle = handlerOf[request.route];
    if (route === undefined || handle === undefined)
      throw new ApiProblem(
        'route-not-found',
        `This function serves ${routes.map(routeKey).join(', ')}, not ${request.route}.`,
      );
    try {
      const response = handle({ ...request, ...parseRequest(route, request) } as never);
      return await withinTimeLimit(request, response, PROBLEM_MS);
    } catch (error) {
      throw isServiceOutage(error) ? serviceUnavailable(route.whenInterrupted ?? NOTHING_CHANGED, error) : error;
    }
  };
}
