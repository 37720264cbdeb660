import * as z from 'zod';
import { PluginFailed, PluginTransient } from '../../core/errors/plugin-errors.ts';
import type { PluginContext } from '../../core/plugin/plugin-context.ts';
import { CalloutNoReply, type HttpReply, type HttpRequest } from '../../core/plugin/plugin-http.ts';
import { isBusy, retryAfter } from '../../core/plugin/retry-after.ts';

/** A partner that issues access tokens for client credentials. */
export interface OAuthPartner {
  /** For messages, e.g. `Zuora`. */
  readonly name: string;
  /** Path of the token endpoint, relative to the connection's base URL. */
  readonly tokenPath: string;
}

/** A request whose path is relative to the connection's base URL. */
export type SessionRequest = Omit<HttpRequest, 'url'> & { readonly path: string };

/** Sends requests with an access token. */
export interface OAuthSession {
  /**
   * Sends a request. After a 401 it drops the token and sends the request once more with a new one.
   *
   * @throws PluginFailed the partner rejected the credentials or a new token
   * @throws PluginTransient the partner issued no token; the request was not sent
   */
  send(request: SessionRequest): Promise<HttpReply>;
}

/** The parts of a plugin's context that a session needs. */
export type SessionContext = Pick<PluginContext, 'http' | 'secrets' | 'remember' | 'forget' | 'now'>;

const connectionSchema = z.object({
  baseUrl: z.url({ protocol: /^https?$/ }),
  clientId: z.string().min(1),
  clientSecret: z.string().min(1),
});
const tokenSchema = z.object({ access_token: z.string().min(1), expires_in: z.coerce.number().positive().optional() });

const DEFAULT_LIFETIME_SECONDS = 300;
const MARGIN_SECONDS = 60;

/**
 * Opens a session with a partner.
 *
 * @param reference secret with `baseUrl`, `clientId` and `clientSecret`
 * @throws PluginFailed `connection_invalid`: the secret lacks one of its fields
 */
export async function openOAuthSession(
  context: SessionContext,
  partner: OAuthPartner,
  reference: string,
): Promise<OAuthSession> {
  const connection = connectionSchema.safeParse(await context.secrets.get(reference));
  if (!connection.success) {
    const fields = [...new Set(connection.error.issues.map((issue) => issue.path.join('.')))].join(', ');
    throw new PluginFailed(
      `Expected secret ${reference} to contain baseUrl, clientId and clientSecret for ${partner.name}, found no usable ${fields}. Set the secret.`,
      { code: 'connection_invalid' },
    );
  }
  const { baseUrl, clientId, clientSecret } = connection.data;
  const url = (path: string): string => `${baseUrl.replace(/\/+$/, '')}${path}`;
  const key = `token ${reference}`;
  const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret };
  const token = () =>
    context.remember(key, () => requestToken(context, partner, reference, url(partner.tokenPath), form));
  const sendOnce = async ({ path, ...request }: SessionRequest): Promise<HttpReply> => {
    const headers = { ...request.headers, authorization: `Bearer ${await token()}` };
    return context.http({ ...request, url: url(path), headers });
  };
  return {
    async send(request) {
      const first = await sendOnce(request);
      if (first.status !== 401) return first;
      context.forget(key);
      const second = await sendOnce(request);
      if (second.status !== 401) return second;
      throw new PluginFailed(
        `${partner.name} returned 401 twice, the second time for a new token. Check the permissions of the client in secret ${reference}.`,
        { code: 'connection_refused' },
      );
    },
  };
}

async function requestToken(
  context: SessionContext,
  partner: OAuthPartner,
  reference: string,
  url: string,
  form: Readonly<Record<string, string>>,
): Promise<{ value: string; seconds: number }> {
  const reply = await context.http({ method: 'POST', url, form }).catch((error: unknown) => {
    // A token request has no effect, so the step's outcome is not unknown if its reply is lost.
    if (!(error instanceof CalloutNoReply)) throw error;
    throw new PluginTransient(`${partner.name} did not reply to the token request.`, { cause: error });
  });
  if (isBusy(reply) || reply.status >= 500) {
    throw new PluginTransient(
      `${partner.name} returned status ${reply.status} to the token request.`,
      retryAfter(reply, context.now()),
    );
  }
  if (reply.status !== 200) {
    throw new PluginFailed(
      `${partner.name} returned status ${reply.status} to the token request. Check clientId and clientSecret in secret ${reference}.`,
      { code: 'connection_refused' },
    );
  }
  const token = tokenSchema.safeParse(reply.body);
  if (!token.success) throw new PluginTransient(`${partner.name} replied to the token request without a token.`);
  return { value: token.data.access_token, seconds: lifetime(token.data.expires_in) };
}

function lifetime(expiresIn: number | undefined): number {
  if (expiresIn === undefined) return DEFAULT_LIFETIME_SECONDS;
  return Math.max(expiresIn - MARGIN_SECONDS, Math.floor(expiresIn / 2));
}
