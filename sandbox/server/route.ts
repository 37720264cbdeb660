import type { Transaction } from '../state/transaction.ts';
import type { Reply, SandboxRequest } from './exchange.ts';

/** What a route is given. */
export interface Call {
  readonly request: SandboxRequest;
  readonly transaction: Transaction;
  /** The caller's idempotency key, where the partner honours one. */
  readonly idempotencyKey: string | undefined;
  /** A variable part of the path, decoded; throws when the pattern has no such part. */
  param(name: string): string;
}

/** One operation of a partner. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path with variable parts, for example `/v1/orders/:number`. */
  readonly pattern: string;
  /** `token`: needs no credentials in a header and is faulted only by name. `read`: keeps nothing, so there is nothing to decline or to drop. */
  readonly kind: 'token' | 'read' | 'write';
  readonly handle: (call: Call) => Reply;
}

/** A route that fits a request. */
export interface RouteMatch {
  readonly route: Route;
  readonly params: ReadonlyMap<string, string>;
}

/** The first route that fits, or undefined. */
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
