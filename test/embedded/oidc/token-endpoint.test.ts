import { afterAll, beforeAll, expect, it } from 'vitest';
import { CLIENT_ROLE_NAMES, CLIENT_ROLES } from '../../../core/access.ts';
import { startTestApi, type TestApi } from '../http-api/start-test-api.ts';

const CHANNEL_SCOPES = 'orders:read orders:write';

let test: TestApi;

beforeAll(async () => {
  test = await startTestApi();
});

afterAll(() => test.close());

const channel = () => test.issuer.clients.byRole.channel;

type Form = Readonly<Record<string, string>> | string;

const ask = (form: Form, headers: Readonly<Record<string, string>> = {}) =>
  fetch(`${test.api.url}/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams(form).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
  });

const basic = (id = channel().clientId, secret = channel().clientSecret) => ({
  authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
});

const inForm = (secret = channel().clientSecret) => ({
  client_id: channel().clientId,
  client_secret: secret,
});

const grant = { grant_type: 'client_credentials' };

const accepted: readonly (readonly [string, () => Promise<Response>, string])[] = [
  ['the client by basic', () => ask(grant, basic()), CHANNEL_SCOPES],
  ['the client in the form', () => ask({ ...grant, ...inForm() }), CHANNEL_SCOPES],
  [
    'the client by basic and its id again',
    () => ask({ ...grant, client_id: inForm().client_id }, basic()),
    CHANNEL_SCOPES,
  ],
  ['one scope', () => ask({ ...grant, scope: 'orders:read' }, basic()), 'orders:read'],
  ['a scope twice', () => ask({ ...grant, scope: 'orders:read orders:read' }, basic()), 'orders:read'],
  ['a scope without a value', () => ask({ ...grant, scope: '' }, basic()), CHANNEL_SCOPES],
  [
    'a charset',
    () => ask(grant, { ...basic(), 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' }),
    CHANNEL_SCOPES,
  ],
  ['an unknown parameter', () => ask({ ...grant, audience: 'orders' }, basic()), CHANNEL_SCOPES],
];

it.each(accepted)('returns a token for %s', async (_, send, scope) => {
  const response = await send();
  expect(response.status).toBe(200);
  expect(response.headers.get('cache-control')).toBe('no-store');
  const answer = (await response.json()) as { access_token: string };
  expect(answer).toEqual({ access_token: expect.any(String), token_type: 'Bearer', expires_in: 3600, scope });
  expect(await test.issuer.verify(answer.access_token)).toMatchObject({ scope });
});

it.each(CLIENT_ROLE_NAMES)('grants the client of the role %s the scopes of the role', async (role) => {
  const { clientId, clientSecret } = test.issuer.clients.byRole[role];
  const answer = (await (await ask(grant, basic(clientId, clientSecret))).json()) as { access_token: string };
  expect(await test.issuer.verify(answer.access_token)).toMatchObject({
    scope: CLIENT_ROLES[role].scopes.join(' '),
    client_id: clientId,
    sub: clientId,
  });
});

const operatorSecret = () => test.issuer.clients.byRole.operator.clientSecret;

const rejected: readonly (readonly [string, () => Promise<Response>, number, string])[] = [
  ['a wrong secret by basic', () => ask(grant, basic(undefined, 'wrong')), 401, 'invalid_client'],
  ['a wrong id', () => ask(grant, basic('wrong')), 401, 'invalid_client'],
  ['a wrong secret in the form', () => ask({ ...grant, ...inForm('wrong') }), 401, 'invalid_client'],
  ['no client', () => ask(grant), 401, 'invalid_client'],
  ['an empty secret', () => ask({ ...grant, ...inForm('') }), 401, 'invalid_client'],
  ['another scheme', () => ask(grant, { authorization: 'Bearer token' }), 401, 'invalid_client'],
  ['basic without a colon', () => ask(grant, { authorization: 'Basic YQ==' }), 401, 'invalid_client'],
  ['basic with broken encoding', () => ask(grant, basic('%')), 401, 'invalid_client'],
  ['two ways to name the client', () => ask({ ...grant, ...inForm() }, basic()), 400, 'invalid_request'],
  ['two client ids', () => ask({ ...grant, client_id: 'other' }, basic()), 400, 'invalid_request'],
  ['no grant type', () => ask({}, basic()), 400, 'invalid_request'],
  ['the grant type twice', () => ask('grant_type=a&grant_type=b', basic()), 400, 'invalid_request'],
  ['a JSON body', () => ask(grant, { ...basic(), 'content-type': 'application/json' }), 400, 'invalid_request'],
  ['a huge body', () => ask({ ...grant, pad: 'a'.repeat(20_000) }, basic()), 400, 'invalid_request'],
  ['another grant type', () => ask({ grant_type: 'password' }, basic()), 400, 'unsupported_grant_type'],
  ['an unknown scope', () => ask({ ...grant, scope: 'orders:read admin' }, basic()), 400, 'invalid_scope'],
  ['a scope of another role', () => ask({ ...grant, scope: 'orders:operate' }, basic()), 400, 'invalid_scope'],
  ['the secret of another role', () => ask(grant, basic(undefined, operatorSecret())), 401, 'invalid_client'],
];

it.each(rejected)('rejects %s', async (_, send, status, error) => {
  const response = await send();
  expect(response.status).toBe(status);
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(response.headers.get('www-authenticate')?.split(' ')[0]).toBe(status === 401 ? 'Basic' : undefined);
  const text = await response.text();
  expect(JSON.parse(text)).toEqual({
    error,
    error_description: expect.stringMatching(/^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/),
  });
  expect(text).not.toContain(channel().clientSecret);
});

it.each([
  ['GET', '/oauth2/token', 'POST'],
  ['POST', '/.well-known/jwks.json', 'GET'],
  ['DELETE', '/.well-known/openid-configuration', 'GET'],
])('answers 405 to %s %s', async (method, path, allowed) => {
  const response = await fetch(`${test.api.url}${path}`, { method });
  expect([response.status, response.headers.get('allow')]).toEqual([405, allowed]);
});
