import type { JWTPayload } from 'jose';
import type { Scope } from '../../core/access.ts';
import { GatewayError } from './gateway-error.ts';

/** What the function learns about the caller, in `requestContext.authorizer.jwt`. */
export interface JwtContext {
  readonly claims: Readonly<Record<string, string>>;
  /** Scopes of the route that the token has. */
  readonly scopes: readonly string[];
}

/**
 * Authorizes a caller with a valid token that has one of the route's scopes.
 *
 * @param authorization the Authorization header
 * @param scopes of the route, at least one
 * @param verify returns the claims of a valid token, throws otherwise
 * @throws GatewayError 401 when the token is missing or not valid, 403 when it has none of the scopes; both with the challenge
 *   of RFC 6750 §3
 */
export async function authorize(
  authorization: string | undefined,
  scopes: readonly Scope[],
  verify: (token: string) => Promise<JWTPayload>,
): Promise<JwtContext> {
  if (authorization === undefined) throw new GatewayError(401, { 'www-authenticate': 'Bearer' });
  const token = /^bearer +([\w.~+/=-]+)$/i.exec(authorization)?.[1] ?? '';
  const payload = await verify(token).catch((cause: unknown) => {
    const challenge = 'Bearer error="invalid_token", error_description="the token is not valid or has expired"';
    throw new GatewayError(401, { 'www-authenticate': challenge }, { cause });
  });
  const granted = scopesIn(payload).filter((scope) => scopes.some((wanted) => wanted === scope));
  if (granted.length === 0) {
    throw new GatewayError(403, { 'www-authenticate': `Bearer error="insufficient_scope", scope="${scopes[0]}"` });
  }
  return { claims: claimTexts(payload), scopes: granted };
}

function scopesIn({ scope }: JWTPayload): readonly string[] {
  return typeof scope === 'string' ? scope.split(' ') : [];
}

// An event has every claim as text: numbers as digits, lists as `[a b]`, objects as JSON; null is omitted.
function claimTexts(payload: JWTPayload): Readonly<Record<string, string>> {
  const present = Object.entries(payload).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(present.map(([name, value]) => [name, claimText(value)]));
}

function claimText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(claimText).join(' ')}]`;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
