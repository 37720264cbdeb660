import type { Scope } from '../blueprint/routes/define-route.ts';

/** The resource server that the scopes of a user pool hang on. */
export const SCOPE_NAMESPACE = 'orders';

/**
 * `orders:read` as a user pool spells it: `orders/read`.
 *
 * A pool's scopes always read `<resource server>/<scope>`. Source: Amazon Cognito Developer Guide, "Scopes, M2M, and
 * resource servers".
 *
 * @throws TypeError the scope is not one of the resource server
 */
export function poolScope(scope: Scope): string {
  return `${SCOPE_NAMESPACE}/${poolScopeName(scope)}`;
}

/** The part of a scope that the resource server adds its identifier to. */
export function poolScopeName(scope: Scope): string {
  const [namespace, name] = scope.split(':');
  if (namespace !== SCOPE_NAMESPACE || name === undefined)
    throw new TypeError(`Expected a scope that starts with "${SCOPE_NAMESPACE}:", found "${scope}".`);
  return name;
}
