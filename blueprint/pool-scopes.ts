import type { Scope } from '../core/access.ts';

/** The resource server that a user pool's scopes belong to. */
export const SCOPE_NAMESPACE = 'orders';

/**
 * Returns a scope as a user pool spells it, e.g. `orders/read` for `orders:read`.
 *
 * A pool's scopes always read `<resource server>/<scope>`. Source: Amazon Cognito Developer Guide, "Scopes, M2M, and
 * resource servers".
 *
 * @throws TypeError the scope does not belong to the resource server
 */
export function poolScope(scope: Scope): string {
  return `${SCOPE_NAMESPACE}/${poolScopeName(scope)}`;
}

/** Returns the part of a scope that follows the resource server's identifier. */
export function poolScopeName(scope: Scope): string {
  const [namespace, name] = scope.split(':');
  if (namespace !== SCOPE_NAMESPACE || name === undefined)
    throw new TypeError(`Expected a scope that starts with "${SCOPE_NAMESPACE}:", found "${scope}".`);
  return name;
}
