import { type ConsoleSettings, spelledScopes } from '../../../blueprint/wire/console-settings.ts';
import type { Scope } from '../../../core/access.ts';
import { personScopes } from '../../../core/person-roles.ts';

/** The client that the console is; it runs in browsers and has no secret. */
export const CONSOLE_CLIENT = 'console';

/** The client of every agent; it runs on this machine and has no secret. */
export const AGENT_CLIENT = 'agent';

/** Where agents may have a person sent back to on this machine, at any port. */
const AGENT_PATHS = ['', '/', '/callback', '/oauth/callback'] as const;

/** Returns where a person may be sent back to who signs in through an agent. @param others of the tenant file */
export function agentRedirectUrls(others: readonly string[]): string[] {
  const own = ['http://127.0.0.1', 'http://localhost'].flatMap((host) => AGENT_PATHS.map((path) => `${host}${path}`));
  return [...new Set([...own, ...others])];
}

/** The paths of signing in, on the port of the API. */
export const SIGN_IN_PATHS = {
  base: '/sign-in',
  authorization: '/sign-in/authorize',
  token: '/sign-in/token',
  endSession: '/sign-in/end',
  people: '/sign-in/people',
} as const;

/**
 * Returns the document by which agents find the sign-in of people: OAuth 2.0 Authorization Server Metadata (RFC 8414, section 2). Machines
 * find theirs in the discovery document of OpenID Connect.
 */
export function authorizationServerMetadata(issuerUrl: string, scopes: readonly Scope[]): object {
  return {
    issuer: issuerUrl,
    authorization_endpoint: `${issuerUrl}${SIGN_IN_PATHS.authorization}`,
    token_endpoint: `${issuerUrl}${SIGN_IN_PATHS.token}`,
    jwks_uri: `${issuerUrl}${SIGN_IN_PATHS.base}/keys`,
    scopes_supported: ['openid', ...scopes],
    response_types_supported: ['code'],
    grant_types_supported: ['authorization_code', 'refresh_token'],
    code_challenge_methods_supported: ['S256'],
    token_endpoint_auth_methods_supported: ['none'],
    authorization_response_iss_parameter_supported: true,
  };
}

/** Scopes that only the developer of one machine has. */
const DEVELOPER_SCOPES: readonly Scope[] = ['orders:write'];

/** Returns the settings of the console on one machine. @param sandbox whether the sandbox partners are there */
export function localConsoleSettings(sandbox: boolean): ConsoleSettings {
  return {
    signIn: {
      issuer: SIGN_IN_PATHS.base,
      clientId: CONSOLE_CLIENT,
      authorizationEndpoint: SIGN_IN_PATHS.authorization,
      tokenEndpoint: SIGN_IN_PATHS.token,
      endSessionEndpoint: SIGN_IN_PATHS.endSession,
      signOut: 'openid',
      scopes: spelledScopes([...personScopes(), ...DEVELOPER_SCOPES], (scope) => scope),
      identityScopes: ['openid'],
    },
    sandbox,
  };
}
