import * as z from 'zod';
import { poolScope } from '../../blueprint/pool-scopes.ts';
import { SCOPES } from '../../core/access.ts';

/** Issuers name scopes in `scope`, as a list with spaces (RFC 9068), or in `scp`, as a text or an array. */
const claimsSchema = z.object({
  scope: z.string().optional(),
  scp: z.union([z.string(), z.array(z.string())]).optional(),
});

/**
 * Returns the scopes of the API that a token carries, to leave out of a list what the API would refuse. It verifies nothing, and decides
 * about no request: the API does.
 *
 * @returns undefined if nobody but the API can read the token
 */
export function scopesInToken(token: string): readonly string[] | undefined {
  const claims = claimsSchema.safeParse(claimsIn(token)).data;
  if (claims === undefined) return undefined;
  const given = [claims.scope ?? '', claims.scp ?? ''].flat().flatMap((text) => text.split(' '));
  return SCOPES.filter((scope) => given.includes(scope) || given.includes(poolScope(scope)));
}

function claimsIn(token: string): unknown {
  const [, claims] = token.split('.');
  if (claims === undefined) return undefined;
  try {
    return JSON.parse(Buffer.from(claims, 'base64url').toString());
  } catch {
    return undefined;
  }
}
