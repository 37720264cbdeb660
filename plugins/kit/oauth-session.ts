import * as z from 'zod';
import { PluginFailed, PluginTransient } from '../../core/errors/plugin-errors.ts';
import type { PluginContext } from '../../core/plugin/plugin-context.ts';
import { CalloutNoReply, type HttpReply, type HttpRequest } from '../../core/plugin/plugin-http.ts';
import { isBusy, retryAfter } from '../../core/plugin/retry-after.ts';

/** A partner that gives access tokens for client credentials. */
export interface OAuthPartner {
  /** For messages, e.g. `Zuora`. */
  readonly name: string;
  /** Path of the token endpoint below the connection's base URL. */
  readonly tokenPath: string;
}

/** A request below the connection's base URL. */
export type SessionRequest = Omit<HttpRequest, 'url'> & { readonly path: string };

/** Sends requests with an access token. */
export interface OAuthSession {
  /**
   * Sends a request; on a 401 it forgets the token and sends once more with a new one.
   *
   * @throws PluginFailed the credentials, or a new token, were refused
   * @throws PluginTransient no token could be had just now; the request was not sent
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

const SECONDS_WHEN_NOT_SAID = 300;
const MARGIN_SECONDS = 60;

/**
 * Opens a session with the partner that a secret describes.
 *
 * @param reference secret with `baseUrl`, `clientId` and `clientSecret`
 * @throws PluginFailed the secret lacks one of its fields
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
      `Expected the secret ${reference} to hold baseUrl, clientId and clientSecret of ${partner.name}, found no usable ${fields}. Set the secret.`,
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
        `Expected ${partner.name} to accept a new token, found 401 again. Check the permissions of the client in secret ${reference}.`,
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
    // Asking for a token changes nothing, so a lost reply is not an unknown outcome of the step.
    if (!(error instanceof CalloutNoReply)) throw error;
    throw new PluginTransient(`Expected ${partner.name} to give a token, found no reply.`, { cause: error });
  });
  if (isBusy(reply) || reply.status >= 500) {
    throw new PluginTransient(
      `Expected ${partner.name} to give a token, found status ${reply.status}.`,
      retryAfter(reply, context.now()),
    );
  }
  if (reply.status !== 200) {
    throw new PluginFailed(
      `Expected ${partner.name} to give a token, found status ${reply.status}. Check clientId and clientSecret in secret ${reference}.`,
      { code: 'connection_refused' },
    );
  }
  const token = tokenSchema.safeParse(reply.body);
  if (!token.success) throw new PluginTransient(`Expected a token from ${partner.name}, found a reply without one.`);
  return { value: token.data.access_token, seconds: lifetime(token.data.expires_in) };
}

function lifetime(expiresIn: number | undefined): number {
  if (expiresIn === undefined) return SECONDS_WHEN_NOT_SAID;
  return Math.max(expiresIn - MARGIN_SECONDS, Math.floor(expiresIn / 2));
}
