import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createAwsEndpoint } from '../../../embedded/aws/aws-endpoint.ts';
import { type AwsService, AwsServiceError } from '../../../embedded/aws/aws-service.ts';
import { createAwsDispatch } from '../../../embedded/aws/dispatch.ts';

const echo: AwsService = {
  targetPrefix: 'Echo_20200101',
  async call(operation, input) {
    if (operation === 'Refuse') throw new AwsServiceError('NotToday', 'come back tomorrow', 409);
    if (operation === 'Break') throw new Error('secret detail');
    return operation === 'Nothing' ? undefined : { operation, input };
  },
};

interface Endpoint {
  onRequest?(operation: string): void;
  durable?(): Promise<void>;
}

async function listen({ durable, onRequest }: Endpoint = {}): Promise<string> {
  const server = createAwsEndpoint(createAwsDispatch([echo], onRequest), { ...(durable && { durable }) });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function post(url: string, target: string | undefined, body: string, contentType = 'application/x-amz-json-1.0') {
  const headers = { 'content-type': contentType, ...(target !== undefined && { 'x-amz-target': target }) };
  const response = await fetch(url, { method: 'POST', headers, body });
  return { status: response.status, headers: response.headers, body: (await response.json()) as unknown };
}

test('a request reaches the service named by its target', async () => {
  const url = await listen();
  const answer = await post(url, 'Echo_20200101.Say', '{"word":"héllo"}');
  expect(answer.status).toBe(200);
  expect(answer.body).toEqual({ operation: 'Say', input: { word: 'héllo' } });
  expect(answer.headers.get('content-type')).toBe('application/x-amz-json-1.0');
  expect(answer.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
});

test('a reply waits until everything is on disk, and becomes an error if the disk fails', async () => {
  const disk = Promise.withResolvers<void>();
  const replies: unknown[] = [];
  const url = await listen({ durable: () => disk.promise });
  const answer = post(url, 'Echo_20200101.Say', '{}').then((reply) => replies.push(reply));
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(replies).toEqual([]);
  disk.resolve();
  await answer;
  expect(replies).toMatchObject([{ status: 200, body: { operation: 'Say' } }]);
  const broken = await listen({ durable: () => Promise.reject(new Error('no disk')) });
  expect(await post(broken, 'Echo_20200101.Say', '{}')).toMatchObject({
    status: 500,
    body: { __type: 'InternalFailure' },
  });
});

test('the response uses the protocol version of the request', async () => {
  const answer = await post(await listen(), 'Echo_20200101.Say', '{}', 'application/x-amz-json-1.1');
  expect(answer.headers.get('content-type')).toBe('application/x-amz-json-1.1');
});

test('an empty body is an empty object, and so is an empty response', async () => {
  const url = await listen();
  expect((await post(url, 'Echo_20200101.Say', '')).body).toEqual({ operation: 'Say', input: {} });
  expect((await post(url, 'Echo_20200101.Nothing', '{}')).body).toEqual({});
});

test('an error keeps the name, message and status of the service', async () => {
  const answer = await post(await listen(), 'Echo_20200101.Refuse', '{}');
  expect(answer).toMatchObject({ status: 409, body: { __type: 'NotToday', message: 'come back tomorrow' } });
});

test('an unexpected error becomes InternalFailure without details', async () => {
  const warning = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
  onTestFinished(() => warning.mockRestore());
  const answer = await post(await listen(), 'Echo_20200101.Break', '{}');
  expect(answer).toMatchObject({ status: 500, body: { __type: 'InternalFailure' } });
  expect(JSON.stringify(answer.body)).not.toContain('secret');
  expect(warning).toHaveBeenCalledWith(expect.stringContaining('secret detail'));
});

test.each([
  ['another service', 'Other.Say'],
  ['no operation', 'Echo_20200101.'],
  ['no dot', 'Echo_20200101'],
  ['no target', undefined],
])('a target with %s is an unknown operation', async (_, target) => {
  const answer = await post(await listen(), target, '{}');
  expect(answer).toMatchObject({ status: 400, body: { __type: 'UnknownOperationException' } });
  expect(JSON.stringify(answer.body)).toContain('Echo_20200101.<operation>');
});

test('a body that is nested too deep to be handled is rejected', async () => {
  const url = await listen();
  const nested = (levels: number) => `{"a":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`;
  expect((await post(url, 'Echo_20200101.Say', nested(1000))).status).toBe(200);
  for (const levels of [1001, 200_000])
    expect(await post(url, 'Echo_20200101.Say', nested(levels))).toMatchObject({
      status: 400,
      body: { __type: 'SerializationException' },
    });
  const brackets = JSON.stringify({ word: '[\\"['.repeat(2000) });
  expect(await post(url, 'Echo_20200101.Say', brackets)).toMatchObject({ body: { input: JSON.parse(brackets) } });
});

test('a member that is null is absent', async () => {
  const answer = await post(await listen(), 'Echo_20200101.Say', '{"word":null,"more":{"kept":null}}');
  expect(answer.body).toEqual({ operation: 'Say', input: { more: { kept: null } } });
});

test.each(['{', '[]', 'null', '"text"'])('the body %s is rejected', async (body) => {
  const answer = await post(await listen(), 'Echo_20200101.Say', body);
  expect(answer).toMatchObject({ status: 400, body: { __type: 'SerializationException' } });
});

test('a body over the limit is rejected without being read to its end', async () => {
  const url = await listen();
  const request = httpRequest(url, {
    method: 'POST',
    headers: { 'x-amz-target': 'Echo_20200101.Say', 'content-length': 64 * 1024 * 1024 },
  });
  onTestFinished(() => void request.destroy());
  // The server is expected to close the connection while the client writes.
  request.on('error', () => undefined);
  request.write(Buffer.alloc(17 * 1024 * 1024, 0x20));
  const [response] = await once(request, 'response');
  expect(response.statusCode).toBe(413);
});

test('every named operation is reported once, even an unknown one', async () => {
  const operations: string[] = [];
  const url = await listen({ onRequest: (operation) => operations.push(operation) });
  await post(url, 'Echo_20200101.Say', '{}');
  await post(url, 'Other.Thing', '{}');
  await post(url, undefined, '{}');
  expect(operations).toEqual(['Echo_20200101.Say', 'Other.Thing']);
});

test('an error includes its additional fields', async () => {
  const call = vi.spyOn(echo, 'call');
  onTestFinished(() => call.mockRestore());
  const url = await listen();
  call.mockRejectedValueOnce(new AwsServiceError('Refused', 'No.', 400, { fields: { Item: { pk: { S: 'a' } } } }));
  expect((await post(url, 'Echo_20200101.Say', '{}')).body).toEqual({
    __type: 'Refused',
    message: 'No.',
    Item: { pk: { S: 'a' } },
  });
});

/** Sends a request as a browser would, with its own Host, which `fetch` does not allow. */
async function postFrom(url: string, from: Record<string, string>, target = 'Echo_20200101.Say') {
  const headers = { 'content-type': 'text/plain', 'x-amz-target': target, ...from };
  const request = httpRequest(url, { method: 'POST', headers }).end('{"word":"hello"}');
  const [response] = await once(request, 'response');
  const body: unknown = JSON.parse((await response.toArray()).join(''));
  return { status: response.statusCode, headers: response.headers, body };
}

test.each([
  ['a name that was rebound to this machine', { host: 'evil.example:3001', origin: 'http://evil.example:3001' }],
  ['a rebound name without an origin', { host: 'evil.example:3001' }],
  ['a page of another site', { host: 'localhost:3001', origin: 'http://evil.example' }],
  ['a page of another port', { host: 'localhost:3001', origin: 'http://localhost:3000' }],
])('a call by %s is rejected before a service or a listener sees it', async (_, from) => {
  const heard = vi.fn();
  const call = vi.spyOn(echo, 'call');
  onTestFinished(() => call.mockRestore());
  const url = await listen({ onRequest: heard });
  for (const target of ['Echo_20200101.Say', 'DynamoDB_20120810.Scan']) {
    const answer = await postFrom(url, from, target);
    expect(answer.status).toBe(403);
    expect(answer.headers['content-type']).toBe('application/x-amz-json-1.0');
    const message = expect.stringMatching(/^Expected .* found .*(evil\.example|localhost:3000).*: call /);
    expect(answer.body).toEqual({ __type: 'AccessDeniedException', message });
  }
  expect([heard, call].map(({ mock }) => mock.calls)).toEqual([[], []]);
});

test.each([
  ['127.0.0.1:3001', {}],
  ['localhost:3001', {}],
  ['[::1]:3001', {}],
  ['localhost:3001', { origin: 'http://localhost:3001' }],
])('a call to %s of this machine is allowed', async (host, more) => {
  const answer = await postFrom(await listen(), { host, ...more });
  expect(answer).toMatchObject({ status: 200, body: { operation: 'Say', input: { word: 'hello' } } });
});
