import { hash } from 'node:crypto';
import type { JWTPayload } from 'jose';

/** How many tokens are remembered: far more than a machine has callers. */
const MAX_TOKENS = 1_000;

/**
 * Returns a verifier that checks the signature of a token once, and remembers its claims until it expires. Tokens are
 * remembered by their digest.
 *
 * @param verify throws when the token is not valid; `expected` is the same for every token
 * @param options.keys returns what tokens are verified with; when it changes, every token is verified again. @default always the same
 * @param options.now milliseconds since the epoch. @default the clock of the process
 */
export function rememberVerified<Expected>(
  verify: (token: string, expected: Expected) => Promise<JWTPayload>,
  { keys = async () => '', now = Date.now }: { keys?(): Promise<string>; now?(): number } = {},
): (token: string, expected: Expected) => Promise<JWTPayload> {
  const verified = new Map<string, JWTPayload>();
  let verifiedWith = '';
  return async (token, expected) => {
    const current = await keys();
    if (current !== verifiedWith) verified.clear();
    verifiedWith = current;
    const digest = hash('sha256', token);
    const known = verified.get(digest);
    if (known?.exp !== undefined && known.exp * 1000 > now()) return known;
    verified.delete(digest);
    const claims = await verify(token, expected);
    if (verified.size >= MAX_TOKENS) verified.clear();
    verified.set(digest, claims);
    return claims;
  };
}
