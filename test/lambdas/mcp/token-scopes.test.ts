import { expect, it } from 'vitest';
import { scopesInToken } from '../../../lambdas/mcp/token-scopes.ts';

const tokenWith = (claims: unknown): string => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.sig`;

it.each([
  ['a list with spaces', { scope: 'orders:read openid orders:operate' }],
  ['those of a user pool', { scope: 'orders/read orders/operate' }],
  ['scp as an array', { scp: ['orders:read', 'orders:operate', 'other'] }],
  ['scp as a text', { scp: 'orders:operate orders:read' }],
])('reads scopes however an issuer spells them: %s', (_, claims) => {
  expect(scopesInToken(tokenWith(claims))).toEqual(['orders:read', 'orders:operate']);
});

it.each(['', 'opaque', 'a.b.c', tokenWith({ scope: 5 })])(
  'knows no scopes of a token that it cannot read: %s',
  (token) => {
    expect(scopesInToken(token)).toBeUndefined();
  },
);

it('knows that a token without scopes has none', () => {
  expect(scopesInToken(tokenWith({}))).toEqual([]);
});
