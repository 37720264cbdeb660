import { createServer, type RequestListener } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import type { SentRequest } from '../../../lambdas/outbound/exchange.ts';
import { closeOutbound, sendRequest } from '../../../lambdas/outbound/send-request.ts';
import { localServer } from './local-server.ts';

afterAll(closeOutbound);

const serve = (listener: RequestListener) => localServer(createServer(listener));
const post = (url: string, more: Partial<SentRequest> = {}): SentRequest => ({
  method: 'POST',
  url,
  headers: {},
  body: '{}',
  timeoutMs: 5000,
  ...more,
});

describe('sendRequest', () => {
  it('sends method, path, headers and body, and returns the complete reply', async () => {
    const server = await serve(async (request, reply) => {
      const { method, url, headers } = request;
      reply.writeHead(201, { 'content-type': 'application/json', 'set-cookie': ['a=1', 'b=2'] });
      reply.end(JSON.stringify({ method, url, headers, body: await text(request) }));
    });
    const request = post(`${server.url}/orders?a=b`, { headers: { 'X-Key': 'k' }, body: '{"name":"Zoë"}' });
    const { status, headers, text: body } = await sendRequest(request, server.policy);
    expect(status).toBe(201);
    expect(headers).toMatchObject({ 'content-type': 'application/json', 'set-cookie': 'a=1, b=2' });
    expect(JSON.parse(body)).toMatchObject({
      method: 'POST',
      url: '/orders?a=b',
      body: '{"name":"Zoë"}',
      headers: {
        host: server.host,
        'x-key': 'k',
        'user-agent': 'order-orchestration-framework',
        'accept-encoding': 'identity',
        'content-length': '15',
      },
    });
  });

  it.each([204, 302, 400, 404, 429, 500, 503])(
    'returns a reply with status %i and follows no redirect',
    async (status) => {
      const server = await serve((_, reply) => reply.writeHead(status, { location: 'https://10.0.0.1/' }).end());
      expect(await sendRequest(post(server.url), server.policy)).toMatchObject({ status, text: '' });
      expect(server.connections()).toBe(1);
    },
  );

  it.each(['https://169.254.169.254/', 'http://example.org/', 'https://localhost/', 'nonsense'])(
    'refuses %s',
    async (url) => {
      await expect(sendRequest(post(url), {})).rejects.toMatchObject({ name: 'CalloutForbidden' });
    },
  );

  it('says that nothing was sent when the connection is refused', async () => {
    const closed = createTcpServer();
    const { url, policy } = await localServer(closed);
    await new Promise((done) => closed.close(done));
    const sent = sendRequest(post(url), policy);
    await expect(sent).rejects.toMatchObject({
      name: 'CalloutNotSent',
      message: expect.stringMatching(
        /^POST to 127\.0\.0\.1:\d+ was not sent, because no connection was established: ECONNREFUSED/,
      ),
      cause: { code: 'ECONNREFUSED' },
    });
  });

  it.each([
    ['POST', false],
    ['PUT', false],
    ['PATCH', false],
    ['DELETE', false],
    ['GET', true],
    ['HEAD', true],
    ['OPTIONS', true],
  ] as const)('reports a %s that was reset after sending as without reply, safe: %s', async (method, safe) => {
    const server = await serve((request) => request.socket.destroy());
    const sent = sendRequest(post(server.url, { method, body: undefined }), server.policy);
    await expect(sent).rejects.toMatchObject({
      name: 'CalloutNoReply',
      safe,
      message: expect.stringContaining('was sent, but no complete reply came: ECONNRESET'),
      cause: { code: 'ECONNRESET' },
    });
  });

  it('reports a truncated reply as no reply', async () => {
    const server = await serve((request, reply) => {
      reply.writeHead(200, { 'content-length': '10' });
      reply.write('half', () => request.socket.destroy());
    });
    await expect(sendRequest(post(server.url), server.policy)).rejects.toMatchObject({ name: 'CalloutNoReply' });
  });

  it('reports a reply that is not HTTP as no reply', async () => {
    const server = await localServer(
      createTcpServer((socket) => socket.once('data', () => socket.end('nonsense\r\n\r\n'))),
    );
    await expect(sendRequest(post(server.url), server.policy)).rejects.toMatchObject({
      name: 'CalloutNoReply',
      message: expect.stringContaining('HPE_INVALID'),
    });
  });

  it('reports a connection that closes early as no reply', async () => {
    const server = await localServer(createTcpServer((socket) => socket.once('data', () => socket.end())));
    await expect(sendRequest(post(server.url), server.policy)).rejects.toMatchObject({ name: 'CalloutNoReply' });
  });

  const TIMED_OUT = { name: 'CalloutNoReply', message: 'This operation was aborted', safe: false };

  it('stops when no reply comes in time', async () => {
    const server = await serve(() => {});
    const sent = sendRequest(post(server.url, { timeoutMs: 40 }), server.policy);
    await expect(sent).rejects.toMatchObject({
      ...TIMED_OUT,
      cause: { name: 'TimeoutError', message: 'No complete reply within 40 ms.' },
    });
  });

  it('stops when the last byte does not come in time', async () => {
    const server = await serve((_, reply) => reply.writeHead(200).write('drip'));
    const sent = sendRequest(post(server.url, { timeoutMs: 60 }), server.policy);
    await expect(sent).rejects.toMatchObject(TIMED_OUT);
  });

  it("stops when the caller's signal aborts", async () => {
    const caller = new AbortController();
    const server = await serve(() => caller.abort());
    const sent = sendRequest(post(server.url, { signal: caller.signal }), server.policy);
    await expect(sent).rejects.toMatchObject({ ...TIMED_OUT, cause: { name: 'AbortError' } });
  });

  it('sends nothing when the caller is already out of time', async () => {
    const server = await serve((_, reply) => reply.end());
    const sent = sendRequest(post(server.url, { signal: AbortSignal.abort() }), server.policy);
    await expect(sent).rejects.toMatchObject({ name: 'CalloutNotSent', cause: { name: 'AbortError' } });
    expect(await sendRequest(post(server.url), server.policy)).toMatchObject({ status: 200 });
  });

  it('waits when the timeout is longer than a timer can be', async () => {
    const server = await serve((_, reply) => setTimeout(() => reply.end('late'), 20));
    const sent = sendRequest(post(server.url, { timeoutMs: 1e12 }), server.policy);
    expect(await sent).toMatchObject({ text: 'late' });
  });

  it('accepts a reply of the largest size and rejects one byte more', async () => {
    const server = await serve((request, reply) => reply.end('x'.repeat(Number(request.url?.slice(1)))));
    const sized = (size: number) => sendRequest(post(`${server.url}/${size}`, { maxReplyBytes: 1000 }), server.policy);
    expect((await sized(1000)).text).toHaveLength(1000);
    await expect(sized(1001)).rejects.toMatchObject({
      name: 'CalloutNoReply',
      message: expect.stringContaining('at most 1000 bytes'),
    });
  });

  it('rejects a reply of more than 1 MiB when no size is given', async () => {
    const server = await serve((request, reply) => reply.end('x'.repeat(Number(request.url?.slice(1)))));
    expect((await sendRequest(post(`${server.url}/1048576`), server.policy)).text).toHaveLength(1_048_576);
    const sent = sendRequest(post(`${server.url}/1048577`), server.policy);
    await expect(sent).rejects.toThrow('at most 1048576 bytes');
  });

  it('reports a compressed reply instead of returning its bytes as text', async () => {
    const server = await serve((_, reply) => reply.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('{}')));
    await expect(sendRequest(post(server.url), server.policy)).rejects.toMatchObject({
      name: 'CalloutNoReply',
      message: expect.stringContaining('encoded as gzip'),
    });
  });
});

describe('sendRequest where the status decides', () => {
  const sent = (server: Awaited<ReturnType<typeof localServer>>, options: Partial<SentRequest> = {}) =>
    sendRequest(post(server.url, { statusDecides: true, maxReplyBytes: 1000, ...options }), server.policy);

  it('returns the beginning of a long body', async () => {
    const server = await serve((_, reply) => reply.writeHead(201).end('x'.repeat(100_000)));
    expect(await sent(server)).toMatchObject({ status: 201, text: 'x'.repeat(1000) });
  });

  it('returns a short body whole, and headers', async () => {
    const server = await serve((_, reply) => reply.writeHead(503, { 'retry-after': '7' }).end('busy'));
    expect(await sent(server)).toMatchObject({ status: 503, text: 'busy', headers: { 'retry-after': '7' } });
  });

  it('does not read a compressed body', async () => {
    const server = await serve((_, reply) => reply.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('ok')));
    expect(await sent(server)).toMatchObject({ status: 200, text: '' });
  });

  it('returns what arrived of a body that breaks off', async () => {
    const server = await serve((_, reply) => {
      reply.writeHead(200, { 'content-length': '100' }).write('partial');
      setTimeout(() => reply.destroy(), 20);
    });
    expect(await sent(server)).toMatchObject({ status: 200, text: 'partial' });
  });

  it('returns what arrived of a body that takes too long', async () => {
    const server = await serve((_, reply) => reply.writeHead(202).write('drip'));
    expect(await sent(server, { timeoutMs: 200 })).toMatchObject({ status: 202, text: 'drip' });
  });

  it('still fails without a status', async () => {
    const server = await serve((_, reply) => reply.destroy());
    await expect(sent(server)).rejects.toMatchObject({ name: 'CalloutNoReply' });
    const silent = await serve(() => {});
    await expect(sent(silent, { timeoutMs: 500 })).rejects.toMatchObject({
      name: 'CalloutNoReply',
      message: 'This operation was aborted',
    });
  });
});
