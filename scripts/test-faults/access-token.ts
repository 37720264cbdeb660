import * as z from 'zod';

const tokenSchema = z.object({ access_token: z.string() });

/**
 * Requests an access token with client credentials (RFC 6749, section 4.4).
 *
 * @throws ZodError when the answer has no token
 */
export async function requestToken(tokenUrl: string, clientId: string, clientSecret: string): Promise<string> {
  const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret };
  const reply = await fetch(tokenUrl, { method: 'POST', body: new URLSearchParams(form) });
  return tokenSchema.parse(await reply.json()).access_token;
}
