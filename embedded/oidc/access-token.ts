import { randomUUID } from 'node:crypto';
import { createLocalJWKSet, importJWK, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import { publicKeyOf, SIGNING_ALGORITHM, type SigningKey } from './signing-key.ts';

const TYPE = 'at+jwt';

/** How long a token lasts. */
export const TOKEN_LIFETIME_SECONDS = 3600;

/** Who speaks to whom in a token. */
export interface TokenParties {
  readonly issuer: string;
  readonly audience: string;
  readonly clientId: string;
}

/** Signs an access token with the claims of RFC 9068 §2.2. */
export async function signAccessToken(
  key: SigningKey,
  { issuer, audience, clientId }: TokenParties,
  scopes: readonly string[],
): Promise<string> {
  return await new SignJWT({ client_id: clientId, scope: scopes.join(' ') })
    .setProtectedHeader({ alg: SIGNING_ALGORITHM, kid: key.kid, typ: TYPE })
    .setIssuer(issuer)
    .setSubject(clientId)
    .setAudience(audience)
    .setIssuedAt()
    .setExpirationTime(`${TOKEN_LIFETIME_SECONDS}s`)
    .setJti(randomUUID())
    .sign(await importJWK({ ...key }, SIGNING_ALGORITHM));
}

/**
 * Makes the check of a token: signature, algorithm, type, issuer, audience and times.
 *
 * @returns a function that gives the claims, or throws one of jose's errors
 */
export function accessTokenVerifier(key: SigningKey): (token: string, parties: TokenParties) => Promise<JWTPayload> {
  const keys = createLocalJWKSet({ keys: [{ ...publicKeyOf(key) }] });
  return async (token, { issuer, audience }) => {
    const requiredClaims = ['sub', 'client_id', 'scope', 'iat', 'exp', 'jti'];
    const expected = { issuer, audience, algorithms: [SIGNING_ALGORITHM], typ: TYPE, requiredClaims };
    const { payload } = await jwtVerify(token, keys, expected);
    return payload;
  };
}
