import {
  type RouteDefinition,
  type RouteInput,
  type RouteKey,
  type RouteResponse,
  routeKey,
} from '../../blueprint/routes/define-route.ts';
import { ApiProblem } from './api-problem.ts';
import type { ApiRequest, ApiResponse, HandleRequest } from './api-request.ts';
import { parseRequest } from './parse-request.ts';

/** A handler for each of the routes, by `METHOD /path`. It gets parsed input, and answers what its route declares. */
export type RouteHandlers<Routes extends RouteDefinition> = {
  readonly [Route in Routes as RouteKey<Route>]: (
    request: Omit<ApiRequest, keyof RouteInput<Route>> & RouteInput<Route>,
  ) => Promise<RouteResponse<Route>>;
};

/**
 * Creates a router: it parses a request by the schemas of its route and calls the handler of the route.
 *
 * @param routes the routes of one function
 * @throws ApiProblem (from the router) `route-not-found`, `invalid-request`, `order-too-large`, or a problem of the
 *   handler
 */
export function createRouter<const Routes extends readonly RouteDefinition[]>(
  routes: Routes,
  handlers: NoInfer<RouteHandlers<Routes[number]>>,
): HandleRequest {
  // What a handler gets and answers depends on its route; RouteHandlers has checked both.
  const handlerOf = handlers as Readonly<Record<string, (request: never) => Promise<ApiResponse>>>;
  return async (request) => {
    const route = routes.find((candidate) => routeKey(candidate) === request.route);
    const handle = handlerOf[request.route];
    if (route === undefined || handle === undefined)
      throw new ApiProblem(
        'route-not-found',
        `This function answers ${routes.map(routeKey).join(', ')}, not ${request.route}.`,
      );
    return handle({ ...request, ...parseRequest(route, request) } as never);
  };
}
