import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRemoteJWKSet, customFetch, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SCOPES } from '../../../core/access.ts';
import { IN_PROCESS_CLIENT, type Issuer, openIssuer, signAccessToken } from '../../../embedded/oidc/issuer.ts';
import type { SigningKey } from '../../../embedded/oidc/signing-key.ts';
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
    audience: 'orders',
  });

it('signs tokens with the claims of an access token', async () => {
  const issuer = await open();
  const token = await issuer.token(['orders:read']);
  const clientId = IN_PROCESS_CLIENT;
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
  expect(first.scope).toBe(SCOPES.join(' '));
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
  expect(after.clients.byRole).toEqual(before.clients.byRole);
  await expect(after.verify(token)).resolves.toMatchObject({ aud: 'orders' });
  const modes = await Promise.all(['oidc.json', 'credentials.json'].map((file) => stat(join(dataDir, file))));
  expect(modes.map(({ mode }) => mode & 0o777)).toEqual([0o600, 0o600]);
});

it('has another key and another client in another directory', async () => {
  const other = await open(join(dataDir, 'other'));
  const issuer = await open();
  const secrets = [other, issuer].flatMap(({ clients }) =>
    Object.values(clients.byRole).flatMap(({ clientId, clientSecret }) => [clientId, clientSecret]),
  );
  expect(new Set(secrets).size).toBe(secrets.length);
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
  expect(payload.sub).toBe(IN_PROCESS_CLIENT);
  await close();
});

const DAY_MS = 86_400_000;
const keyIn = async (): Promise<{ key: SigningKey; former: { kid: string; d?: string }[] }> =>
  JSON.parse(await readFile(join(dataDir, 'oidc.json'), 'utf8'));

/** Moves the clock of a process that keeps running. */
const pass = (ms: number): void => void vi.setSystemTime(Date.now() + ms);
const PARTIES = { issuer: 'http://127.0.0.1:3000', audience: 'orders' };

describe.each([
  ['a process that keeps running', async (issuer: Issuer) => issuer],
  ['a start', () => open()],
])('after 90 days, %s', (_name, next) => {
  it('signs with another key, and accepts tokens of the former one until they have expired', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const first = await open();
    const { key: old } = await keyIn();
    pass(90 * DAY_MS - 1);
    const lastToken = await (await next(first)).token();
    expect((await keyIn()).key).toEqual(old);

    pass(1);
    const second = await next(first);
    const token = await second.token();
    const { key, former } = await keyIn();
    expect(key.kid).not.toBe(old.kid);
    expect(former).toMatchObject([{ kid: old.kid }]);
    expect(JSON.stringify(await keyIn())).not.toContain(String(old.d));
    expect(decodeProtectedHeader(token).kid).toBe(key.kid);
    await expect(second.verify(lastToken)).resolves.toMatchObject({ aud: 'orders' });

    // Whoever has the old key can sign nothing that counts an hour later, not even what was accepted before.
    const grant = { clientId: 'thief', scopes: ['orders:read'] };
    pass(3_599_000);
    const early = await signAccessToken(old, PARTIES, grant);
    await expect(second.verify(early)).resolves.toMatchObject({ client_id: 'thief' });
    pass(1_000);
    for (const forged of [early, await signAccessToken(old, PARTIES, grant)])
      await expect(second.verify(forged)).rejects.toMatchObject({ code: 'ERR_JWKS_NO_MATCHING_KEY' });
    await next(first);
    expect((await keyIn()).former).toEqual([]);
  });
});

it('makes one key for requests that come at the same time', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const issuer = await open();
  pass(90 * DAY_MS);
  const tokens = await Promise.all(Array.from({ length: 5 }, () => issuer.token()));
  const kids = new Set(tokens.map((token) => decodeProtectedHeader(token).kid));
  expect([...kids]).toEqual([(await keyIn()).key.kid]);
  expect((await keyIn()).former).toHaveLength(1);
});

it('keeps its key while the new one cannot be stored, says so, and tries again after a minute', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const warn = vi.spyOn(process, 'emitWarning').mockReturnValue();
  const issuer = await open();
  const { key } = await keyIn();
  const file = join(dataDir, 'oidc.json');
  await rm(file);
  await mkdir(join(file, 'in-the-way'), { recursive: true });
  pass(90 * DAY_MS);
  for (let count = 0; count < 2; count += 1) expect(decodeProtectedHeader(await issuer.token()).kid).toBe(key.kid);
  expect(warn.mock.calls.map(([text]) => String(text))).toEqual([expect.stringContaining('could not be replaced')]);
  await rm(file, { recursive: true });
  pass(60_000);
  const { kid } = decodeProtectedHeader(await issuer.token());
  expect(kid).not.toBe(key.kid);
  expect((await keyIn()).key.kid).toBe(kid);
  warn.mockRestore();
});

it('keeps the key of a file of version 0.2, which has no date, for 90 days from then on', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  await open();
  const { key } = await keyIn();
  await writeFile(join(dataDir, 'oidc.json'), JSON.stringify({ key }));
  const token = await (await open()).token();
  expect(decodeProtectedHeader(token).kid).toBe(key.kid);
  vi.setSystemTime(Date.now() + 90 * DAY_MS);
  await open();
  expect((await keyIn()).key.kid).not.toBe(key.kid);
});

it('lets a verifier fetch a new key once, and fetch nothing more for keys that nobody has', async () => {
  const other = await open(join(dataDir, 'other'));
  let fetches = 0;
  let published: object[] = [];
  const { issuer, api, close } = await startTestApi();
  const keys = createRemoteJWKSet(new URL(`${api.url}/.well-known/jwks.json`), {
    [customFetch]: async (url: string, options: RequestInit) => {
      fetches += 1;
      const reply = await fetch(url, options);
      ({ keys: published } = (await reply.clone().json()) as { keys: object[] });
      return reply;
    },
  });
  for (let count = 0; count < 5; count += 1) await jwtVerify(await issuer.token(), keys);
  expect({ fetches, published: published.length }).toEqual({ fetches: 1, published: 1 });
  for (let count = 0; count < 5; count += 1) await expect(jwtVerify(await other.token(), keys)).rejects.toThrow();
  expect(fetches).toBe(1);
  await close();
});
