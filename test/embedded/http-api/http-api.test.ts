import { createServer } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { closeServer, listen } from '../../../embedded/http/server.ts';
import { openHttpApi } from '../../../embedded/http-api/http-api.ts';
import { returned, startTestApi, TEST_ROUTES, type TestApi } from './start-test-api.ts';

const open: TestApi[] = [];

async function start(...options: Parameters<typeof startTestApi>): Promise<TestApi> {
  const test = await startTestApi(...options);
  open.push(test);
  return test;
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((test) => test.close()));
});

const rawRequest = async ({ api }: TestApi, bytes: string | Buffer): Promise<string> => {
  const socket = connect(api.port, '127.0.0.1');
  socket.on('error', () => socket.destroy()).end(bytes);
  return await text(socket);
};

it('sends the response of the function', async () => {
  const headers = { 'Content-Type': 'application/json', Location: '/orders/order-1' };
  const { api } = await start(() => returned({ statusCode: 201, headers, cookies: ['a=1', 'b=2'], body: '{"é":1}' }));
  const response = await fetch(`${api.url}/health`);
  expect(response.status).toBe(201);
  expect(response.headers.get('location')).toBe('/orders/order-1');
  expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  expect(response.headers.get('content-length')).toBe('8');
  expect(response.headers.get('apigw-requestid')).toMatch(/^[\w-]{15}=$/);
  expect(await response.json()).toEqual({ é: 1 });
});

it.each(['/', '/orders', '/orders/', '/ORDERS/a', '/orders/a/b/c', '/oauth2', '/constructor'])(
  'answers 404 to GET %s',
  async (path) => {
    const { api, invoked } = await start();
    const response = await fetch(`${api.url}${path}`);
    expect(response.status).toBe(404);
    expect(await response.json()).toEqual({ message: 'Not Found' });
    expect(invoked).toEqual([]);
  },
);

it.each(['/orders/%', '/orders/%E0%A4%A', '/health?a=%zz'])('responds with 400 to GET %s', async (path) => {
  const { api, invoked } = await start();
  const response = await fetch(`${api.url}${path}`);
  expect([response.status, await response.json()]).toEqual([400, { message: 'Bad Request' }]);
  expect(invoked).toEqual([]);
});

it.each([
  ['bytes that are not HTTP', 'hello\r\n\r\n'],
  ['random bytes', Buffer.from([0, 255, 1, 254, 13, 10, 13, 10])],
  ['a header without a name', 'GET /health HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n'],
  ['no Host', 'GET /health HTTP/1.1\r\n\r\n'],
  ['two lengths', 'POST /health HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\na'],
  [
    'a length and chunks',
    'POST /health HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
  ],
  ['headers without end', `GET /health HTTP/1.1\r\nHost: a\r\n${'a: b\r\n'.repeat(10_000)}\r\n`],
  ['a star as target', 'OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'],
  ['an absolute URL as target', 'GET http://a/health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'],
])('responds to %s with a 4xx and continues', async (_, bytes) => {
  const test = await start();
  expect(await rawRequest(test, bytes)).toMatch(/^HTTP\/1.1 4\d\d /);
  expect((await fetch(`${test.api.url}/health`)).status).toBe(204);
  expect(test.invoked.length).toBe(1);
});

it('accepts a body of 10 MB and rejects a larger one with 413', async () => {
  const { api, invoked } = await start();
  const limit = 10 * 1024 * 1024;
  const post = (size: number) => fetch(`${api.url}/health`, { method: 'POST', body: Buffer.alloc(size) });
  expect((await post(limit)).status).toBe(204);
  const rejected = await post(limit + 1);
  expect([rejected.status, await rejected.json()]).toEqual([413, { message: 'Request Entity Too Large' }]);
  expect(invoked.length).toBe(1);
});

it.each([
  [
    'a function that failed',
    () => ({ ok: false, errorType: 'TypeError', errorMessage: 'secret', payload: {} }) as const,
  ],
  ['an invocation that fails', () => Promise.reject(new Error('secret'))],
  ['a result that is not a response', () => returned({ statusCode: 'secret' })],
])('responds with 500 to %s, without details', async (_, answer) => {
  const { api, entries } = await start(answer);
  const response = await fetch(`${api.url}/health`);
  expect([response.status, await response.json()]).toEqual([500, { message: 'Internal Server Error' }]);
  await expect.poll(() => entries).toMatchObject([{ status: 500, error: expect.anything() }]);
});

it('responds with 413 when the payload is too large for the function', async () => {
  const errorType = 'RequestTooLargeException';
  const { api } = await start(() => ({ ok: false, errorType, errorMessage: 'too large', payload: {} }));
  expect((await fetch(`${api.url}/health`)).status).toBe(413);
});

it('responds with 503 when the function takes too long', async () => {
  const { api } = await start(() => sleep(200).then(() => returned({})), { integrationTimeoutMs: 20 });
  const response = await fetch(`${api.url}/health`);
  expect([response.status, await response.json()]).toEqual([503, { message: 'Service Unavailable' }]);
});

it('abandons the invocation when the gateway gives up, or the client goes away', async () => {
  const slow = () => sleep(2_000, undefined, { ref: false }).then(() => returned({}));
  const impatient = await start(slow, { integrationTimeoutMs: 20 });
  expect((await fetch(`${impatient.api.url}/health`)).status).toBe(503);
  expect(impatient.signals.map(({ aborted }) => aborted)).toEqual([true]);

  const patient = await start(slow);
  await expect(fetch(`${patient.api.url}/health`, { signal: AbortSignal.timeout(100) })).rejects.toThrow();
  await expect.poll(() => patient.signals.map(({ aborted }) => aborted)).toEqual([true]);
});

it('logs each request without query and headers', async () => {
  const { api, issuer, entries } = await start();
  const token = await issuer.token();
  await fetch(`${api.url}/orders/order-1?token=secret`, { headers: { authorization: `Bearer ${token}` } });
  await fetch(`${api.url}/nowhere`);
  await expect.poll(() => entries.length).toBe(2);
  expect(entries).toMatchObject([
    { method: 'GET', path: '/orders/order-1', status: 204, ms: expect.any(Number), requestId: expect.any(String) },
    { method: 'GET', path: '/nowhere', status: 404 },
  ]);
  expect(JSON.stringify(entries)).not.toMatch(/secret|eyJ/);
});

it('logs a client that disconnected', async () => {
  const { promise: answered, resolve } = Promise.withResolvers<ReturnType<typeof returned>>();
  const { api, invoked, entries } = await start(() => answered);
  const caller = new AbortController();
  const request = fetch(`${api.url}/health`, { signal: caller.signal });
  await expect.poll(() => invoked.length).toBe(1);
  caller.abort();
  await expect(request).rejects.toThrow('aborted');
  await expect.poll(() => entries).toMatchObject([{ status: 499 }]);
  resolve(returned({ statusCode: 204 }));
});

it('lets a running request finish when it closes, and accepts no new one', async () => {
  const { promise: answered, resolve } = Promise.withResolvers<ReturnType<typeof returned>>();
  const { api, invoked } = await start((functionId) => (functionId === 'health' ? answered : returned({})));
  const running = fetch(`${api.url}/health`);
  await expect.poll(() => invoked.length).toBe(1);
  const closed = api.close();
  await expect(fetch(`${api.url}/health`)).rejects.toThrow('fetch failed');
  resolve(returned({ statusCode: 202 }));
  expect((await running).status).toBe(202);
  await closed;
});

it('aborts a request that runs past the grace period', async () => {
  const { api, invoked } = await start(() => new Promise(() => {}), { closeGraceMs: 20 });
  const running = fetch(`${api.url}/health`);
  await Promise.all([
    expect(running).rejects.toThrow('fetch failed'),
    expect
      .poll(() => invoked.length)
      .toBe(1)
      .then(() => api.close()),
  ]);
});

it('closes idle connections at once when it closes', async () => {
  const { api } = await start(undefined, { closeGraceMs: 60_000 });
  await fetch(`${api.url}/health`);
  const socket = connect(api.port, '127.0.0.1');
  await api.close();
  socket.destroy();
});

it('names a port that is in use', async () => {
  const other = createServer();
  const port = await listen(other, 0);
  await expect(openHttpApi(port)).rejects.toMatchObject({ name: 'PortUnavailable', port });
  await closeServer(other, 0);
});

it('answers 503 until it serves', async () => {
  const api = await openHttpApi(0);
  const { issuer } = await start();
  const early = await fetch(`${api.url}/health`);
  expect([early.status, early.headers.get('retry-after'), await early.json()]).toEqual([
    503,
    '1',
    { message: 'Service Unavailable' },
  ]);
  api.serve({ routes: TEST_ROUTES, issuer, invoke: async () => returned({ statusCode: 204 }) });
  expect((await fetch(`${api.url}/health`)).status).toBe(204);
  await api.close();
});

it('refuses an authorized request without its function', async () => {
  const { api, invoked, entries } = await start(undefined, {
    refuse: ({ path }) =>
      path === '/health' ? { status: 503, headers: { 'retry-after': '30' }, body: { detail: 'Full.' } } : undefined,
  });
  const response = await fetch(`${api.url}/health`, { method: 'POST', body: '{}' });
  expect([response.status, response.headers.get('retry-after')]).toEqual([503, '30']);
  expect(await response.json()).toEqual({ detail: 'Full.', instance: response.headers.get('apigw-requestid') });
  expect(invoked).toEqual([]);
  await expect.poll(() => entries).toMatchObject([{ path: '/health', status: 503 }]);
  expect((await fetch(`${api.url}/orders/a`)).status).toBe(401);
});
