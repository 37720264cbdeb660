import type Provider from 'oidc-provider';
import type { Adapter, Configuration } from 'oidc-provider';
import { SIGNED_IN_PATH } from '../../../blueprint/routes/console.ts';
import { MCP_PATH } from '../../../blueprint/routes/mcp.ts';
import { SCOPES } from '../../../core/access.ts';
import { SIGNING_ALGORITHM, type SigningKey } from '../signing-key.ts';
import type { People } from './people.ts';
import { errorPage, signOutPage } from './sign-in-pages.ts';
import { AGENT_CLIENT, agentRedirectUrls, CONSOLE_CLIENT, SIGN_IN_PATHS } from './sign-in-settings.ts';

/** What the provider issues tokens for, unless an agent names its endpoint, as its resource indicator (RFC 8707). */
const API_RESOURCE = 'urn:orders';

const MINUTE_SECONDS = 60;
const HOUR_SECONDS = 60 * MINUTE_SECONDS;

/** How long a person stays signed in. */
const SESSION_SECONDS = 12 * HOUR_SECONDS;

/** Options of {@link createProvider}. */
export interface ProviderOptions {
  readonly issuerUrl: string;
  readonly audience: string;
  /** The first one signs. A former one is needed for signing out with an id token that it signed. */
  readonly keys: readonly SigningKey[];
  /** Keeps sessions, codes and refresh tokens. */
  readonly adapter: (model: string) => Adapter;
  /** Signs cookies. */
  readonly cookieKey: string;
  readonly people: Pick<People, 'all'>;
  /** Where the tenant file lets agents send people back to. */
  readonly agentRedirectUrls: readonly string[];
  readonly accessTokenSeconds: number;
}

/**
 * Creates the authorization server for people: code flow with PKCE, for the console and for agents on this machine.
 *
 * It signs access tokens with the key and the claims of the issuer for machines, so that the API cannot tell them apart. A token
 * has the requested scopes that the person may have. Sessions are in memory: after a restart, people sign in again.
 *
 * Its library is loaded here: most starts of the system never need it.
 */
export async function createProvider({
  issuerUrl,
  audience,
  people,
  accessTokenSeconds,
  ...options
}: ProviderOptions): Promise<Provider> {
  const library = await import('oidc-provider');
  const resources = [API_RESOURCE, ...hostsOf(issuerUrl).map((host) => `${host}${MCP_PATH}`)];
  const configuration: Configuration = {
    adapter: options.adapter,
    jwks: { keys: options.keys.map((key) => ({ ...key, alg: SIGNING_ALGORITHM, use: 'sig' })) },
    cookies: { keys: [options.cookieKey] },
    clients: [
      {
        client_id: CONSOLE_CLIENT,
        token_endpoint_auth_method: 'none',
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        redirect_uris: hostsOf(issuerUrl).map((host) => `${host}${SIGNED_IN_PATH}`),
        post_logout_redirect_uris: hostsOf(issuerUrl).map((host) => `${host}/console`),
      },
      {
        client_id: AGENT_CLIENT,
        // Its redirects to this machine may have any port (RFC 8252, section 7.3).
        application_type: 'native',
        token_endpoint_auth_method: 'none',
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        redirect_uris: agentRedirectUrls(options.agentRedirectUrls),
      },
    ],
    scopes: ['openid'],
    pkce: { required: () => true },
    routes: {
      authorization: SIGN_IN_PATHS.authorization,
      token: SIGN_IN_PATHS.token,
      end_session: SIGN_IN_PATHS.endSession,
      jwks: `${SIGN_IN_PATHS.base}/keys`,
    },
    interactions: { url: (_, { uid }) => `${SIGN_IN_PATHS.people}/${uid}` },
    findAccount: (_, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
    // Nobody is asked to consent: the console belongs to the same system, agents run on this machine, and the person's role decides.
    async loadExistingGrant({ oidc }) {
      const { accountId } = oidc.session ?? {};
      const person = people.all.find(({ name }) => name === accountId);
      if (person === undefined || oidc.client === undefined || accountId === undefined) return undefined;
      const grant = new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId });
      grant.addOIDCScope('openid');
      for (const resource of resources) {
        grant.addResourceScope(resource, person.scopes.join(' '));
        grant.rejectResourceScope(resource, SCOPES.filter((scope) => !person.scopes.includes(scope)).join(' '));
      }
      await grant.save();
      return grant;
    },
    issueRefreshToken: async () => true,
    // Browsers name their origin in requests to their own host, too.
    clientBasedCORS: (_, origin) => hostsOf(issuerUrl).includes(origin),
    ttl: {
      AccessToken: accessTokenSeconds,
      AuthorizationCode: MINUTE_SECONDS,
      IdToken: accessTokenSeconds,
      Interaction: HOUR_SECONDS,
      Session: SESSION_SECONDS,
      Grant: SESSION_SECONDS,
      RefreshToken: SESSION_SECONDS,
    },
    features: {
      devInteractions: { enabled: false },
      userinfo: { enabled: false },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (context, form) => {
          context.body = signOutPage(form);
        },
        postLogoutSuccessSource: (context) => context.redirect('/console'),
      },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => API_RESOURCE,
        useGrantedResource: () => true,
        // The endpoint for agents is the API: what it is sent, it sends on.
        getResourceServerInfo(_, resource) {
          if (!resources.includes(resource)) throw new library.errors.InvalidTarget();
          return {
            scope: SCOPES.join(' '),
            audience,
            accessTokenFormat: 'jwt',
            accessTokenTTL: accessTokenSeconds,
            jwt: { sign: { alg: SIGNING_ALGORITHM } },
          };
        },
      },
    },
    renderError: (context, { error, error_description: description }) => {
      context.type = 'html';
      context.body = errorPage(description ?? error);
    },
  };
  return new library.Provider(issuerUrl, configuration);
}

/** A browser may name this machine by its address or as localhost, which are two hosts to it. */
function hostsOf(issuerUrl: string): readonly string[] & [string, string] {
  return [issuerUrl, issuerUrl.replace('//127.0.0.1', '//localhost')];
}
