import * as z from 'zod';
import { callSystem, fetchToken, jsonOf, type TokenRequest } from '../../embedded/cli/call-system.ts';
import { UsageError } from '../../embedded/cli/run-command.ts';

const variables = z.object({
  TOKEN: z.string().optional(),
  TOKEN_URL: z.string().optional(),
  CLIENT_ID: z.string().optional(),
  CLIENT_SECRET: z.string().optional(),
  SCOPE: z.string().optional(),
});

const tokenSchema = z.object({ access_token: z.string(), expires_in: z.number().positive().default(300) });

interface Token {
  readonly access_token: string;
  /** In seconds. */
  readonly expires_in: number;
}

/** A token is replaced when this part of its life is left. */
const RENEWED_AT = 0.1;

/**
 * Returns a function that returns a bearer token, and replaces it before it expires.
 *
 * @param env TOKEN, or TOKEN_URL with CLIENT_ID, CLIENT_SECRET and SCOPE. @default the client of the running system
 * @returns a function that throws UsageError when there is no token
 */
export function tokenSource(
  env: Readonly<Record<string, string | undefined>>,
  system: TokenRequest,
): () => Promise<string> {
  const { TOKEN, TOKEN_URL, CLIENT_ID, CLIENT_SECRET, SCOPE } = variables.parse(env);
  if (TOKEN) return async () => TOKEN;
  if (!TOKEN_URL && !CLIENT_ID && !CLIENT_SECRET)
    return renewed(async () => tokenSchema.parse({ access_token: await fetchToken({ ...system, scope: SCOPE }) }));
  if (!TOKEN_URL || !CLIENT_ID || !CLIENT_SECRET)
    throw new UsageError('Expected TOKEN_URL, CLIENT_ID and CLIENT_SECRET together: set all three, or TOKEN.');
  return renewed(() => withCredentials(tokenUrlOf(TOKEN_URL), { id: CLIENT_ID, secret: CLIENT_SECRET }, SCOPE));
}

/** The secret goes to this URL, so only this machine may be called without TLS. */
function tokenUrlOf(text: string): string {
  const url = URL.parse(text);
  const isLocal = url?.hostname === 'localhost' || url?.hostname === '127.0.0.1';
  if (url === null || !(url.protocol === 'https:' || (isLocal && url.protocol === 'http:')))
    throw new UsageError(`TOKEN_URL: expected an https URL, found '${text}'.`);
  return url.href;
}

/** Source: RFC 6749, sections 2.3.1 and 4.4. */
async function withCredentials(
  url: string,
  { id, secret }: { readonly id: string; readonly secret: string },
  scope: string | undefined,
): Promise<Token> {
  const basic = Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64');
  const response = await callSystem(url, {
    method: 'POST',
    headers: { authorization: `Basic ${basic}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', ...(scope && { scope }) }),
    redirect: 'error',
  });
  const token = tokenSchema.safeParse(await jsonOf(response));
  if (token.success) return token.data;
  throw new UsageError(
    `TOKEN_URL returned no token, but status ${response.status}: check CLIENT_ID, CLIENT_SECRET and SCOPE.`,
  );
}

function renewed(request: () => Promise<Token>): () => Promise<string> {
  let current: { readonly token: string; readonly until: number } | undefined;
  return async () => {
    if (current === undefined || current.until < performance.now()) {
      const { access_token, expires_in } = await request();
      current = { token: access_token, until: performance.now() + expires_in * 1000 * (1 - RENEWED_AT) };
    }
    return current.token;
  };
}
