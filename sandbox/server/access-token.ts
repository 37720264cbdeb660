import { createHmac, randomBytes } from 'node:crypto';
import { sameSecret } from './credentials.ts';

/** Issues and checks stateless bearer tokens: each carries its expiry and a signature, so it survives a restart. */
export interface TokenIssuer {
  /** Returns a new token. */
  issue(now: Date): string;
  /** Returns whether the `Authorization` header carries a token of this issuer that has not expired. */
  accepts(authorization: string | undefined, now: Date): boolean;
}

/** Settings of a token issuer. */
export interface TokenIssuerOptions {
  /** First characters of every token of the partner. */
  readonly prefix: string;
  readonly secret: string;
  /** Lifetime of a token in milliseconds. */
  readonly lifetimeMs: number;
}

/** Creates the token issuer of one partner. */
export function createTokenIssuer({ prefix, secret, lifetimeMs }: TokenIssuerOptions): TokenIssuer {
  function sign(claims: string): string {
    return createHmac('sha256', secret)
      .update(prefix + claims)
      .digest('base64url');
  }
  return {
    issue(now) {
      const claims = `${(now.getTime() + lifetimeMs).toString(36)}.${randomBytes(9).toString('base64url')}`;
      return `${prefix}${claims}.${sign(claims)}`;
    },
    accepts(authorization, now) {
      const token = /^bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
      if (token === undefined || !token.startsWith(prefix)) return false;
      const [expiry = '', nonce = '', signature = ''] = token.slice(prefix.length).split('.');
      return sameSecret(signature, sign(`${expiry}.${nonce}`)) && Number.parseInt(expiry, 36) > now.getTime();
    },
  };
}
