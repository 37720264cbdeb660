import { type ConsoleSettings, spelledScopes } from '../../../blueprint/wire/console-settings.ts';
import type { Scope } from '../../../core/access.ts';
import { personScopes } from '../../../core/person-roles.ts';

/** The client that the console is; it runs in browsers and has no secret. */
export const CONSOLE_CLIENT = 'console';

/** The paths of signing in, on the port of the API. */
export const SIGN_IN_PATHS = {
  base: '/sign-in',
  authorization: '/sign-in/authorize',
  token: '/sign-in/token',
  endSession: '/sign-in/end',
  people: '/sign-in/people',
} as const;

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
