import { SignJWT } from 'jose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { authorize } from '../../../embedded/http-api/jwt-authorizer.ts';
import { openIssuer } from '../../../embedded/oidc/issuer.ts';
import { startTestApi, type TestApi } from './start-test-api.ts';

let test: TestApi;

beforeAll(async () => {
  test = await startTestApi();
});

afterAll(() => test.close());

const read = (authorization?: string) =>
  fetch(`${test.api.url}/orders/order-1`, authorization === undefined ? {} : { headers: { authorization } });

it.each(['Bearer', 'bearer', 'BEARER'])('accepts a token with the scope of the route (%s)', async (scheme) => {
  const before = test.invoked.length;
  const response = await read(`${scheme} ${await test.issuer.token(['orders:read'])}`);
  expect([response.status, test.invoked.length - before]).toEqual([204, 1]);
});

it('needs no token for a public route', async () => {
  expect((await fetch(`${test.api.url}/health`)).status).toBe(204);
});

it('responds with 401 without a token and does not call the function', async () => {
  const before = test.invoked.length;
  const response = await read();
  expect(response.status).toBe(401);
  expect(response.headers.get('www-authenticate')).toBe('Bearer');
  expect(await response.json()).toEqual({ message: 'Unauthorized' });
  expect(test.invoked.length).toBe(before);
});

const otherParty = async (issuerUrl: string, audience: string) => {
  const { dataDir } = test;
  return (await openIssuer({ dataDir, issuerUrl: () => issuerUrl, audience })).token(['orders:read']);
};

const unsigned = (payload: object) =>
  `${[{ alg: 'none' }, payload].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')}.`;

const rejected: readonly (readonly [string, () => Promise<string> | string])[] = [
  ['an empty token', () => 'Bearer '],
  ['no scheme', () => test.issuer.token()],
  ['another scheme', async () => `Basic ${await test.issuer.token()}`],
  ['a word as token', () => 'Bearer token'],
  ['two tokens', async () => `Bearer ${await test.issuer.token()}, Bearer ${await test.issuer.token()}`],
  ['a changed signature', async () => `Bearer ${(await test.issuer.token()).slice(0, -8)}AAAAAAAA`],
  ['an unsigned token', () => `Bearer ${unsigned({ iss: test.api.url, aud: 'orders', scope: 'orders:read' })}`],
  ['another issuer', async () => `Bearer ${await otherParty('http://127.0.0.1:1', 'orders')}`],
  ['another audience', async () => `Bearer ${await otherParty(test.api.url, 'stock')}`],
  [
    'a key that is a shared word',
    async () => {
      const claims = { scope: 'orders:read', client_id: 'a' };
      const jwt = new SignJWT(claims).setProtectedHeader({ alg: 'HS256', typ: 'at+jwt' });
      return `Bearer ${await jwt.setIssuer(test.api.url).setAudience('orders').sign(new TextEncoder().encode('secret'))}`;
    },
  ],
];

it.each(rejected)('responds with 401 to %s and does not call the function', async (_, authorization) => {
  const before = test.invoked.length;
  const response = await read(await authorization());
  expect(response.status).toBe(401);
  expect(response.headers.get('www-authenticate')).toContain('Bearer error="invalid_token"');
  expect(await response.json()).toEqual({ message: 'Unauthorized' });
  expect(test.invoked.length).toBe(before);
});

it('responds with 403 to a token without the scope and does not call the function', async () => {
  const before = test.invoked.length;
  const response = await read(`Bearer ${await test.issuer.token(['orders:write'])}`);
  expect(response.status).toBe(403);
  expect(response.headers.get('www-authenticate')).toBe('Bearer error="insufficient_scope", scope="orders:read"');
  expect(await response.json()).toEqual({ message: 'Forbidden' });
  expect(test.invoked.length).toBe(before);
});

it('passes every claim as text, as API Gateway does', async () => {
  const payload = { sub: 'a', exp: 1, admin: true, groups: ['x', 'y'], address: { city: 'Z' }, none: null };
  const verify = async () => ({ ...payload, scope: 'orders:read orders:write' });
  expect(await authorize('Bearer token', ['orders:write', 'orders:audit'], verify)).toEqual({
    claims: {
      sub: 'a',
      exp: '1',
      admin: 'true',
      groups: '[x y]',
      address: '{"city":"Z"}',
      scope: 'orders:read orders:write',
    },
    scopes: ['orders:write'],
  });
});
