import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openIssuer } from '../../../embedded/oidc/issuer.ts';
import { startTestApi } from '../http-api/start-test-api.ts';

let dataDir: string;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'oidc-'));
});

afterEach(async () => {
  vi.useRealTimers();
  await rm(dataDir, { recursive: true });
});

const open = (directory = dataDir) =>
  openIssuer({
    dataDir: directory,
    issuerUrl: () => 'http://127.0.0.1:3000',
    scopes: ['orders:read', 'orders:write'],
    audience: 'orders',
  });

it('signs tokens with the claims of an access token', async () => {
  const issuer = await open();
  const token = await issuer.token(['orders:read']);
  const { clientId } = issuer.credentials;
  const claims = await issuer.verify(token);
  expect(claims).toMatchObject({
    iss: 'http://127.0.0.1:3000',
    aud: 'orders',
    sub: clientId,
    client_id: clientId,
    scope: 'orders:read',
    jti: expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
  expect(Number(claims.exp) - Number(claims.iat)).toBe(3600);
  expect(decodeProtectedHeader(token)).toMatchObject({ alg: 'RS256', typ: 'at+jwt' });
});

it('grants every scope when none is requested, and a new id for each token', async () => {
  const issuer = await open();
  const [first, second] = [decodeJwt(await issuer.token()), decodeJwt(await issuer.token())];
  expect(first.scope).toBe('orders:read orders:write');
  expect(first.jti).not.toBe(second.jti);
});

it('rejects a token after an hour', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const issuer = await open();
  const token = await issuer.token();
  vi.setSystemTime(Date.now() + 3_599_000);
  await expect(issuer.verify(token)).resolves.toMatchObject({ aud: 'orders' });
  vi.setSystemTime(Date.now() + 1_000);
  await expect(issuer.verify(token)).rejects.toMatchObject({ code: 'ERR_JWT_EXPIRED' });
});

it('keeps its key and its client across restarts, in files that only their owner can read', async () => {
  const before = await open();
  const token = await before.token();
  const after = await open();
  expect(after.credentials).toEqual(before.credentials);
  await expect(after.verify(token)).resolves.toMatchObject({ aud: 'orders' });
  const modes = await Promise.all(['oidc.json', 'credentials.json'].map((file) => stat(join(dataDir, file))));
  expect(modes.map(({ mode }) => mode & 0o777)).toEqual([0o600, 0o600]);
  expect(JSON.parse(await readFile(join(dataDir, 'credentials.json'), 'utf8'))).toEqual(before.credentials);
});

it('has another key and another client in another directory', async () => {
  const other = await open(join(dataDir, 'other'));
  const issuer = await open();
  expect(other.credentials.clientId).not.toBe(issuer.credentials.clientId);
  expect(other.credentials.clientSecret).not.toBe(issuer.credentials.clientSecret);
  await expect(issuer.verify(await other.token())).rejects.toMatchObject({ code: 'ERR_JWKS_NO_MATCHING_KEY' });
});

it.each([
  ['credentials.json', '{'],
  ['credentials.json', '{"clientId":"a"}'],
  ['oidc.json', '{"key":{"kty":"EC"}}'],
])('names the file when %s holds %s', async (file, content) => {
  await writeFile(join(dataDir, file), content);
  await expect(open()).rejects.toMatchObject({ name: 'DataFileUnusable', message: expect.stringContaining(file) });
});

it('publishes its endpoints and its public key, so that anyone can verify a token', async () => {
  const { api, issuer, close } = await startTestApi();
  const response = await fetch(`${api.url}/.well-known/openid-configuration`);
  const discovery = (await response.json()) as Record<string, string>;
  expect(discovery).toMatchObject({
    issuer: api.url,
    token_endpoint: `${api.url}/oauth2/token`,
    jwks_uri: `${api.url}/.well-known/jwks.json`,
    grant_types_supported: ['client_credentials'],
  });
  const published = (await (await fetch(String(discovery.jwks_uri))).json()) as { keys: object[] };
  expect(published.keys.map((key) => Object.keys(key).sort())).toEqual([['alg', 'e', 'kid', 'kty', 'n', 'use']]);
  const keys = createRemoteJWKSet(new URL(String(discovery.jwks_uri)));
  const { payload } = await jwtVerify(await issuer.token(), keys, { issuer: api.url, audience: 'orders' });
  expect(payload.sub).toBe(issuer.credentials.clientId);
  await close();
});
