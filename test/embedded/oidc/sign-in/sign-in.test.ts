import { createHash, randomBytes } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PersonName } from '../../../../embedded/credentials-file.ts';
import { form, TestBrowser } from '../../../helpers/test-browser.ts';
import { startTestApi, type TestApi } from '../../http-api/start-test-api.ts';

let test: TestApi;

beforeAll(async () => {
  test = await startTestApi();
});

afterAll(() => test.close());

const VERIFIER = randomBytes(32).toString('base64url');
const SCOPES = 'openid orders:read orders:write orders:operate orders:audit orders:payload';

function authorization(changes: Readonly<Record<string, string>> = {}): string {
  const query = new URLSearchParams({
    client_id: 'console',
    response_type: 'code',
    redirect_uri: `${test.api.url}/console/signed-in`,
    scope: SCOPES,
    state: 'state',
    code_challenge: createHash('sha256').update(VERIFIER).digest('base64url'),
    code_challenge_method: 'S256',
    ...changes,
  });
  return `/sign-in/authorize?${query}`;
}

/** Follows redirects within the API until one to the console, and returns its address. */
async function follow(browser: TestBrowser, response: Response): Promise<URL> {
  const location = new URL(response.headers.get('location') ?? '', test.api.url);
  return location.pathname.startsWith('/console') ? location : follow(browser, await browser.send(location.href));
}

/** Signs in and returns the code that the console gets. */
async function codeFor(name: PersonName, browser = new TestBrowser(test.api.url)): Promise<string> {
  const start = await browser.send(authorization());
  const page = start.headers.get('location') ?? '';
  const sent = await browser.send(page, form({ name, password: test.issuer.people.passwordOf[name] }));
  return (await follow(browser, sent)).searchParams.get('code') ?? '';
}

async function redeem(code: string, verifier = VERIFIER): Promise<{ readonly status: number; readonly body: Tokens }> {
  const redirect = `${test.api.url}/console/signed-in`;
  const fields = { client_id: 'console', grant_type: 'authorization_code', code, redirect_uri: redirect };
  return sendToken({ ...fields, code_verifier: verifier });
}

async function sendToken(fields: Readonly<Record<string, string>>) {
  const response = await fetch(`${test.api.url}/sign-in/token`, form(fields));
  return { status: response.status, body: (await response.json()) as Tokens };
}

interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
  readonly id_token: string;
  readonly error?: string;
}

describe('a person who signs in', () => {
  it.each([
    ['viewer', 'orders:read'],
    ['auditor', 'orders:read orders:audit orders:payload'],
    ['operator', 'orders:read orders:operate orders:payload'],
    ['developer', 'orders:read orders:write orders:operate orders:payload'],
  ] as const)('as %s gets a token that the API accepts, for %s', async (name, scope) => {
    const { status, body } = await redeem(await codeFor(name));
    expect(status).toBe(200);
    const claims = await test.issuer.verify(body.access_token);
    expect(claims).toMatchObject({ sub: name, client_id: 'console', scope });
    const allowed = await fetch(`${test.api.url}/orders/1`, {
      headers: { authorization: `Bearer ${body.access_token}` },
    });
    expect(allowed.status).toBe(204);
  });

  it('can renew the token once with each refresh token', async () => {
    const { body } = await redeem(await codeFor('operator'));
    const renewal = { client_id: 'console', grant_type: 'refresh_token', refresh_token: body.refresh_token };
    const renewed = await sendToken(renewal);
    expect(decodeJwt(renewed.body.access_token)).toMatchObject({ scope: 'orders:read orders:operate orders:payload' });
    await expect(sendToken(renewal)).resolves.toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  });

  it('is not asked again while the session lasts', async () => {
    const browser = new TestBrowser(test.api.url);
    await codeFor('viewer', browser);
    const again = await browser.send(authorization());
    expect((await follow(browser, again)).searchParams.get('code')).toMatch(/./);
  });
});

describe('a person who is signed in when the signing key is replaced', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
  afterEach(() => void vi.useRealTimers());

  it('stays signed in, gets tokens of the new key, and can sign out', async () => {
    // The session lasts for 12 hours, so it begins shortly before.
    vi.setSystemTime(Date.now() + 90 * 86_400_000 - 60_000);
    const browser = new TestBrowser(test.api.url);
    const { body } = await redeem(await codeFor('operator', browser));
    const { kid } = decodeProtectedHeader(body.access_token);
    vi.setSystemTime(Date.now() + 60_000);

    const renewal = { client_id: 'console', grant_type: 'refresh_token', refresh_token: body.refresh_token };
    const renewed = await sendToken(renewal);
    expect(renewed.status).toBe(200);
    for (const token of [renewed.body.access_token, renewed.body.id_token])
      expect(decodeProtectedHeader(token).kid).not.toBe(kid);
    for (const token of [body.access_token, renewed.body.access_token])
      await expect(test.issuer.verify(token)).resolves.toMatchObject({ sub: 'operator' });
    const again = await browser.send(authorization());
    expect((await follow(browser, again)).searchParams.get('code')).toMatch(/./);
    const hint = new URLSearchParams({ id_token_hint: body.id_token });
    expect((await browser.send(`/sign-in/end?${hint}`)).status).toBe(200);
  });
});

describe('the sign-in refuses', () => {
  it('a wrong password, and shows the form again', async () => {
    const browser = new TestBrowser(test.api.url);
    const page = (await browser.send(authorization())).headers.get('location') ?? '';
    for (const [name, password] of [
      ['operator', 'guess'],
      ['operator', test.issuer.people.passwordOf.viewer],
      ['nobody', ''],
    ] as const) {
      const response = await browser.send(page, form({ name, password }));
      expect(response.status).toBe(401);
      expect(await response.text()).toContain('The password is wrong');
    }
  });

  it('a form from another page', async () => {
    const browser = new TestBrowser(test.api.url);
    const page = (await browser.send(authorization())).headers.get('location') ?? '';
    const fields = form({ name: 'operator', password: test.issuer.people.passwordOf.operator });
    const headers = { ...fields.headers, origin: 'http://evil.example' };
    expect((await browser.send(page, { ...fields, headers })).status).toBe(403);
  });

  it('a form without the cookie of its browser', async () => {
    const page = (await new TestBrowser(test.api.url).send(authorization())).headers.get('location') ?? '';
    const fields = form({ name: 'operator', password: test.issuer.people.passwordOf.operator });
    expect((await new TestBrowser(test.api.url).send(page, fields)).status).toBe(400);
  });

  it('a code without the verifier of who asked for it, and a code that was redeemed', async () => {
    const refused = { status: 400, body: { error: 'invalid_grant' } };
    await expect(redeem(await codeFor('viewer'), 'x'.repeat(43))).resolves.toMatchObject(refused);
    const code = await codeFor('viewer');
    await expect(redeem(code)).resolves.toMatchObject({ status: 200 });
    await expect(redeem(code)).resolves.toMatchObject(refused);
  });

  it.each([
    ['an address that is not the console', { redirect_uri: 'http://evil.example/' }],
    ['another client', { client_id: 'other' }],
  ])('%s, without a redirect', async (_, changes) => {
    const response = await new TestBrowser(test.api.url).send(authorization(changes));
    expect(response.status).toBe(400);
    expect(response.headers.get('location')).toBeNull();
    expect(await response.text()).not.toContain('<script');
  });

  it('a request without PKCE', async () => {
    const browser = new TestBrowser(test.api.url);
    const path = authorization().replace(/&code_challenge[^&]*/g, '');
    expect((await follow(browser, await browser.send(path))).searchParams.get('error')).toBe('invalid_request');
  });
});

it('runs no script on its pages, and cannot be framed', async () => {
  const browser = new TestBrowser(test.api.url);
  const page = (await browser.send(authorization())).headers.get('location') ?? '';
  const policy = (await browser.send(page)).headers.get('content-security-policy') ?? '';
  expect(policy).toMatch(
    /^default-src 'none'; style-src 'sha256-[\w+/=]+'; form-action 'self'; frame-ancestors 'none'/,
  );
});

it('ends the session when a person signs out', async () => {
  const browser = new TestBrowser(test.api.url);
  await codeFor('operator', browser);
  const question = await (await browser.send('/sign-in/end')).text();
  const xsrf = /name="xsrf" value="([^"]+)"/.exec(question)?.[1] ?? '';
  await browser.send('/sign-in/end/confirm', form({ xsrf, logout: 'yes' }));
  const again = await browser.send(authorization());
  expect(again.headers.get('location')).toMatch(/^\/sign-in\/people\//);
});
