import { readFile } from 'node:fs/promises';
import { request } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { IN_PROCESS_CLIENT } from '../../../embedded/oidc/issuer.ts';
import { returned, startTestApi, type TestApi } from './start-test-api.ts';

let test: TestApi;

beforeAll(async () => {
  test = await startTestApi(() => returned({ statusCode: 204 }));
});

afterAll(() => test.close());

const lastEvent = () => test.invoked.at(-1)?.event;

it('creates an event of payload format 2.0', async () => {
  const body = '{"reason": "tôt ou"}';
  const token = await test.issuer.token(['orders:read', 'orders:operate']);
  const started = Date.now();
  await send('/orders/order-1/steps/a%20b/retry?parameter1=value1&parameter1=value2&parameter2=va%20lue', body, [
    ['Authorization', `Bearer ${token}`],
    ['Content-Type', 'application/json'],
    ['Content-Length', String(Buffer.byteLength(body))],
    ['Accept', '*/*'],
    ['User-Agent', 'agent'],
    ['Header1', 'value1'],
    ['Header2', 'value1'],
    ['HEADER2', 'value2'],
    ['Cookie', 'cookie1=one; cookie2=two'],
    ['X-Forwarded-For', '203.0.113.1'],
    ['Connection', 'close'],
  ]);
  const recorded = await readFile(new URL('../../fixtures/events/http-api-v2.json', import.meta.url), 'utf8');
  const event = lastEvent();
  const { authorization, ...headers } = (event?.headers ?? {}) as Record<string, string>;
  expect(authorization).toBe(`Bearer ${token}`);
  const stable = { ...event, headers: { ...headers, 'x-forwarded-port': '<port>' } };
  expect(JSON.parse(JSON.stringify(stable, withoutWhatChanges))).toEqual(JSON.parse(recorded));
  const context = event?.requestContext as { time: string; timeEpoch: number };
  expect(context.timeEpoch).toBeGreaterThanOrEqual(started);
  const time = context.time.replace(':', ' ').replaceAll('/', ' ');
  expect(Date.parse(time)).toBe(Math.floor(context.timeEpoch / 1000) * 1000);
});

it.each([
  ['application/json', '{"a":1}', '{"a":1}', false],
  ['application/json; charset=utf-8', '"é"', '"é"', false],
  ['APPLICATION/JSON', '1', '1', false],
  ['text/plain', 'hello', 'hello', false],
  ['text/csv', 'a,b', 'a,b', false],
  ['application/xml', '<a/>', '<a/>', false],
  ['application/javascript', '1', '1', false],
  ['application/x-www-form-urlencoded', 'a=1', 'YT0x', true],
  ['application/problem+json', '{}', 'e30=', true],
  ['application/octet-stream', 'a', 'YQ==', true],
  ['not a type', 'a', 'YQ==', true],
])('passes a body of type %s', async (contentType, sent, body, isBase64Encoded) => {
  await send('/health', sent, [['Content-Type', contentType]]);
  expect(lastEvent()).toMatchObject({ body, isBase64Encoded });
});

it('passes a body without a type as base64', async () => {
  await send('/health', 'a', []);
  expect(lastEvent()).toMatchObject({ body: 'YQ==', isBase64Encoded: true });
});

it('omits what a plain request does not have', async () => {
  await fetch(`${test.api.url}/health`);
  const event = lastEvent();
  const absent = ['body', 'cookies', 'queryStringParameters', 'pathParameters'];
  expect(absent.filter((name) => name in (event ?? {}))).toEqual([]);
  expect(event).toMatchObject({ isBase64Encoded: false, routeKey: 'GET /health' });
  expect(event?.requestContext).not.toHaveProperty('authorizer');
});

async function send(path: string, body: string, headers: readonly (readonly [string, string])[]): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const outgoing = request(`${test.api.url}${path}`, {
    method: 'POST',
    headers: [['Host', 'api.example.org:8080'], ...headers].flat(),
    agent: false,
  });
  outgoing.on('error', reject).on('response', (response) => response.resume().on('end', resolve));
  outgoing.end(body);
  await promise;
}

function withoutWhatChanges(name: string, value: unknown): unknown {
  if (value === IN_PROCESS_CLIENT) return '<client>';
  if (value === test.api.url) return '<url>';
  if (['exp', 'iat'].includes(name)) return /^\d{10}$/.test(String(value)) ? '<seconds>' : value;
  if (name === 'jti') return /^[0-9a-f-]{36}$/.test(String(value)) ? '<uuid>' : value;
  if (name === 'requestId') return /^[\w-]{15}=$/.test(String(value)) ? '<id>' : value;
  if (name === 'time') return '<time>';
  return name === 'timeEpoch' ? 0 : value;
}
