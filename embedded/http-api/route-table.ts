import type { RouteSpec } from '../../blueprint/routes/define-route.ts';

/** The route that matches a request. */
export interface RouteMatch {
  readonly route: RouteSpec;
  /** `<METHOD> <path>`, as API Gateway names a route. */
  readonly routeKey: string;
  /** Decoded path parameters. */
  readonly pathParameters: Readonly<Record<string, string>>;
}

/** Returns the route of a request; undefined without a match. */
export type RouteTable = (method: string, segments: readonly string[]) => RouteMatch | undefined;

interface CompiledRoute {
  readonly route: RouteSpec;
  readonly segments: readonly { readonly name: string; readonly isParameter: boolean }[];
}

/**
 * Compiles routes for matching. Of several matches, the one with an exact segment further to the left wins.
 *
 * Decoded segments are compared one by one, so that an encoded slash stays inside its parameter. An empty segment matches
 * nothing, so `/orders/` is not an order.
 */
export function routeTable(routes: readonly RouteSpec[]): RouteTable {
  const compiled = routes.map(compile).sort(exactFirst);
  return (method, segments) => {
    const found = compiled.find((candidate) => candidate.route.method === method && matches(candidate, segments));
    return (
      found && {
        route: found.route,
        routeKey: `${method} ${found.route.path}`,
        pathParameters: parameters(found, segments),
      }
    );
  };
}

function compile(route: RouteSpec): CompiledRoute {
  const segments = route.path
    .slice(1)
    .split('/')
    .map((text) => {
      const name = /^\{(.+)\}$/.exec(text)?.[1];
      return { name: name ?? text, isParameter: name !== undefined };
    });
  return { route, segments };
}

function exactFirst(left: CompiledRoute, right: CompiledRoute): number {
  return rank(left) < rank(right) ? -1 : 1;
}

function rank({ segments }: CompiledRoute): string {
  return segments.map(({ isParameter }) => (isParameter ? '1' : '0')).join('');
}

function matches({ segments }: CompiledRoute, found: readonly string[]): boolean {
  if (segments.length !== found.length) return false;
  return segments.every(({ name, isParameter }, index) => (isParameter ? found[index] !== '' : found[index] === name));
}

function parameters({ segments }: CompiledRoute, found: readonly string[]): Readonly<Record<string, string>> {
  const pairs = segments.flatMap(({ name, isParameter }, index) => (isParameter ? [[name, found[index] ?? '']] : []));
  return Object.fromEntries(pairs);
}
