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
  /**
   * How many seconds a token is used if the partner does not return its lifetime. A token that ends earlier is replaced after a 401.
   * @default 300
   */
  readonly tokenSeconds?: number;
  /** What to do about each error of the token endpoint (RFC 6749 §5.2). @default check the credentials */
  readonly tokenAdvice?: Readonly<Record<string, string>>;
  /** Returns whether the token endpoint rejected the request only for now, e.g. after too many logins. @default never */
  isBusyForNow?(error: TokenError): boolean;
}

/** An error of a token endpoint (RFC 6749 §5.2). */
export interface TokenError {
  readonly error: string;
  readonly description: string;
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

const tokenErrorSchema = z.object({ error: z.string(), error_description: z.string().default('') });

const DEFAULT_LIFETIME_SECONDS = 300;
const MARGIN_SECONDS = 60;
const MAX_DESCRIPTION_LENGTH = 200;

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
  if (reply.status !== 200) throw tokenFailure(context, partner, reference, reply);
  const token = tokenSchema.safeParse(reply.body);
  if (!token.success) throw new PluginTransient(`${partner.name} replied to the token request without a token.`);
  return { value: token.data.access_token, seconds: lifetime(token.data.expires_in, partner) };
}

function tokenFailure(
  { now }: SessionContext,
  { isBusyForNow, name, tokenAdvice = {} }: OAuthPartner,
  reference: string,
  reply: HttpReply,
): PluginFailed | PluginTransient {
  const parsed = tokenErrorSchema.safeParse(reply.body);
  const { error, error_description: description } = parsed.success
    ? parsed.data
    : { error: 'no error code', error_description: '' };
  const detail = [error, description.slice(0, MAX_DESCRIPTION_LENGTH)].filter((part) => part !== '').join(': ');
  const found = `${name} returned status ${reply.status} (${detail}) to the token request.`;
  if (isBusyForNow?.({ error, description }) === true) return new PluginTransient(found, retryAfter(reply, now()));
  const advice = tokenAdvice[error] ?? 'Check clientId and clientSecret';
  return new PluginFailed(`${found} ${advice} in secret ${reference}.`, { code: 'connection_refused' });
}

function lifetime(expiresIn: number | undefined, { tokenSeconds = DEFAULT_LIFETIME_SECONDS }: OAuthPartner): number {
  if (expiresIn === undefined) return tokenSeconds;
  return Math.max(expiresIn - MARGIN_SECONDS, Math.floor(expiresIn / 2));
}
