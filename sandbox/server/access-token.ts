import { createHmac, randomBytes } from 'node:crypto';
import { sameSecret } from './same-secret.ts';

/** Gives and checks bearer tokens that need no memory: expiry and signature are inside, so they outlive a restart. */
export interface TokenIssuer {
  /** A new token. */
  issue(now: Date): string;
  /** Whether the `Authorization` header carries a token of this issuer that has not expired. */
  accepts(authorization: string | undefined, now: Date): boolean;
}

/** What an issuer is made of. */
export interface TokenIssuerOptions {
  /** How the partner's tokens begin. */
  readonly prefix: string;
  readonly secret: string;
  /** How long a token is valid, in milliseconds. */
  readonly lifetimeMs: number;
}

/** A token issuer for one partner. */
export function createTokenIssuer({ prefix, secret, lifetimeMs }: TokenIssuerOptions): TokenIssuer {
  const sign = (claims: string): string =>
    createHmac('sha256', secret)
      .update(prefix + claims)
      .digest('base64url');
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
