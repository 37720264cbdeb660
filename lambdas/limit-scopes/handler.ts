import type { PreTokenGenerationV2TriggerEvent } from 'aws-lambda';
import { poolScope, SCOPE_NAMESPACE } from '../../blueprint/pool-scopes.ts';
import type { Scope } from '../../core/access.ts';
import { PERSON_ROLES } from '../../core/person-roles.ts';

/**
 * Limits the token of a person to the scopes of their groups; invoked by the user pool before it issues the token.
 *
 * A user pool lets every person have every scope of the client. A group that is no role gives nothing, and neither does no group.
 */
export async function handler(event: PreTokenGenerationV2TriggerEvent): Promise<PreTokenGenerationV2TriggerEvent> {
  const { groupConfiguration, scopes = [] } = event.request;
  const allowed = scopesOf(groupConfiguration.groupsToOverride ?? []);
  const scopesToSuppress = scopes.filter((scope) => scope.startsWith(`${SCOPE_NAMESPACE}/`) && !allowed.has(scope));
  event.response = { claimsAndScopeOverrideDetails: { accessTokenGeneration: { scopesToSuppress } } };
  return event;
}

/** Returns the scopes of groups as the pool spells them. */
function scopesOf(groups: readonly string[]): ReadonlySet<string> {
  const roles = Object.entries(PERSON_ROLES).filter(([role]) => groups.includes(role));
  return new Set(roles.flatMap(([, { scopes }]) => scopes.map((scope: Scope) => poolScope(scope))));
}
