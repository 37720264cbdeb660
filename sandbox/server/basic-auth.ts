import { sameSecret } from './same-secret.ts';

/** Whether an `Authorization` header carries these basic credentials (RFC 7617). */
export function basicAuthMatches(authorization: string | undefined, username: string, password: string): boolean {
  const encoded = /^basic +([A-Za-z0-9+/=]+)$/i.exec(authorization ?? '')?.[1];
  if (encoded === undefined) return false;
  return sameSecret(Buffer.from(encoded, 'base64').toString('utf8'), `${username}:${password}`);
}
