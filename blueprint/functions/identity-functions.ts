import type { TenantConfig } from '../../core/config/tenant-config.ts';
import type { FunctionDeclaration } from './define-function.ts';

/** The function that limits the token of a person to the scopes of their groups. */
export const LIMIT_SCOPES_FUNCTION = 'limit-scopes';

/** A user pool gives up after five seconds. Source: Amazon Cognito Developer Guide, "Lambda triggers", "Important considerations". */
const TRIGGER_TIMEOUT_SECONDS = 5;

/** Returns the functions of a tenant's user pool. */
export function identityFunctions({ api }: Pick<TenantConfig, 'api'>): readonly FunctionDeclaration[] {
  if (api.auth !== undefined) return [];
  return [
    {
      id: LIMIT_SCOPES_FUNCTION,
      entry: 'lambdas/limit-scopes/handler',
      timeoutSeconds: TRIGGER_TIMEOUT_SECONDS,
      uses: [],
    },
  ];
}
