/** The scopes that a bearer token can carry. */
export const SCOPES = ['orders:read', 'orders:write', 'orders:operate'] as const;

/** A scope of the API. */
export type Scope = (typeof SCOPES)[number];

/** A route of the HTTP API, as a gateway needs it. */
export interface RouteSpec {
  readonly method: 'GET' | 'POST';
  /** With path parameters in braces, e.g. `/orders/{id}`. */
  readonly path: string;
  /** The scope that a token must carry; null for a public route. */
  readonly scope: Scope | null;
  /** Id of the function that answers. */
  readonly function: string;
}
