import { type User, UserManager, WebStorageStateStore } from 'oidc-client-ts';
import type { ConsoleSettings, SignIn } from '../../../blueprint/wire/console-settings.ts';
import type { Scope } from '../../../core/access.ts';

/** The person who is signed in. */
export interface Session {
  readonly accessToken: string;
  readonly name: string;
  /** What the token allows, by the API's names. */
  readonly scopes: ReadonlySet<Scope>;
}

/** Signs people in and out. */
export interface SignInService {
  /** Returns who is signed in, after it renewed a token that has expired; null if nobody is. */
  current(): Promise<Session | null>;
  /** Ends the sign-in with the code in the address, and returns the path to go to. */
  finish(): Promise<string>;
  /** Leaves for the issuer's page. @param returnTo path of the view to come back to */
  start(returnTo: string): Promise<void>;
  /** Returns a session with a new token, or null if the issuer wants to see the person again. */
  renew(): Promise<Session | null>;
  signOut(): Promise<void>;
}

/** Path of the console. */
export const BASE = '/console';

/** Reads what the page needs to know before anybody signs in. */
export async function readSettings(): Promise<ConsoleSettings> {
  const response = await fetch(`${BASE}/settings.json`);
  if (!response.ok) throw new Error(`The settings of the console cannot be read: status ${response.status}.`);
  return await response.json();
}

/** Creates the sign-in with the code flow and PKCE. Tokens last as long as the browser tab. */
export function createSignIn(settings: SignIn): SignInService {
  const own = (endpoint: string): string => new URL(endpoint, location.origin).href;
  const { endSessionEndpoint } = settings;
  const manager = new UserManager({
    authority: own(settings.issuer),
    client_id: settings.clientId,
    redirect_uri: own(`${BASE}/signed-in`),
    post_logout_redirect_uri: own(BASE),
    scope: [...settings.identityScopes, ...Object.values(settings.scopes)].join(' '),
    automaticSilentRenew: false,
    userStore: new WebStorageStateStore({ store: sessionStorage }),
    stateStore: new WebStorageStateStore({ store: sessionStorage }),
    metadata: {
      issuer: own(settings.issuer),
      authorization_endpoint: own(settings.authorizationEndpoint),
      token_endpoint: own(settings.tokenEndpoint),
      ...(endSessionEndpoint !== undefined && { end_session_endpoint: own(endSessionEndpoint) }),
    },
  });
  const renew = async (): Promise<Session | null> => {
    const user = await manager.getUser();
    if (user?.refresh_token === undefined) return null;
    const renewed = await manager.signinSilent().catch(() => null);
    return renewed && sessionOf(renewed, settings);
  };
  return {
    renew,
    async current() {
      const user = await manager.getUser();
      if (user === null) return null;
      return user.expired ? await renew() : sessionOf(user, settings);
    },
    async start(returnTo) {
      await manager.signinRedirect({ url_state: returnTo });
    },
    async finish() {
      const { url_state: returnTo } = await manager.signinCallback().then((user) => user ?? { url_state: undefined });
      return returnTo?.startsWith(BASE) ? returnTo : BASE;
    },
    async signOut() {
      if (endSessionEndpoint === undefined) {
        await manager.removeUser();
        location.assign(BASE);
      } else if (settings.signOut === 'cognito') {
        await manager.removeUser();
        const query = new URLSearchParams({ client_id: settings.clientId, logout_uri: own(BASE) });
        location.assign(`${own(endSessionEndpoint)}?${query}`);
      } else await manager.signoutRedirect();
    },
  };
}

function sessionOf(user: User, settings: SignIn): Session {
  const claims = claimsIn(user.access_token);
  const granted = typeof claims.scope === 'string' ? claims.scope.split(' ') : (user.scopes ?? []);
  const scopes = Object.entries(settings.scopes).flatMap(([scope, spelled]) =>
    granted.includes(spelled) ? [scope as Scope] : [],
  );
  const { name, preferred_username: username, email } = user.profile;
  return {
    accessToken: user.access_token,
    name: name ?? username ?? email ?? user.profile.sub,
    scopes: new Set(scopes),
  };
}

/** Reads the claims of a token, to show what it allows; the API verifies it. */
function claimsIn(token: string): Readonly<Record<string, unknown>> {
  try {
    const [, payload = ''] = token.split('.');
    const bytes = Uint8Array.from(atob(payload.replaceAll('-', '+').replaceAll('_', '/')), (char) =>
      char.charCodeAt(0),
    );
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return {};
  }
}
