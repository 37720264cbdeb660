import type { Transaction } from '../state/transaction.ts';
import type { Reply, SandboxRequest } from './exchange.ts';

/** Input of a route's handler. */
export interface Call {
  readonly request: SandboxRequest;
  readonly transaction: Transaction;
  /** The client's idempotency key, if the partner supports one. */
  readonly idempotencyKey: string | undefined;
  /** Returns a decoded path parameter. Throws TypeError if the pattern has no such parameter. */
  param(name: string): string;
}

/** One operation of a partner. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path with parameters, for example `/v1/orders/:number`. */
  readonly pattern: string;
  /**
   * `token` needs no credentials in a header, and only faults that name its path hit it. `read` changes nothing, so it
   * cannot be declined or dropped after the effect.
   */
  readonly kind: 'token' | 'read' | 'write';
  readonly handle: (call: Call) => Reply;
}

/** A route that matches a request, with its path parameters. */
export interface RouteMatch {
  readonly route: Route;
  readonly params: ReadonlyMap<string, string>;
}

/** Returns the first route that matches, or undefined. */
export function matchRoute(routes: readonly Route[], method: string, path: string): RouteMatch | undefined {
  const segments = path.split('/');
  for (const route of routes) {
    const params = route.method === method ? matchSegments(route.pattern.split('/'), segments) : undefined;
    if (params !== undefined) return { route, params };
  }
  return undefined;
}

function matchSegments(pattern: readonly string[], segments: readonly string[]): Map<string, string> | undefined {
  if (pattern.length !== segments.length) return undefined;
  const params = new Map<string, string>();
  for (const [index, part] of pattern.entries()) {
    const value = decode(segments[index] ?? '');
    if (value === undefined) return undefined;
    if (!part.startsWith(':')) {
      if (part !== value) return undefined;
    } else if (value === '') return undefined;
    else params.set(part.slice(1), value);
  }
  return params;
}

function decode(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
