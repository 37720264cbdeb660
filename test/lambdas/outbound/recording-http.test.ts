import { createServer, type RequestListener } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, describe, expect, it } from 'vitest';
import type { Callout, HttpRequest } from '../../../core/plugin/plugin-http.ts';
import { createRecordingHttp, type RecordingHttpOptions } from '../../../lambdas/outbound/recording-http.ts';
import { closeOutbound } from '../../../lambdas/outbound/send-request.ts';
import { localServer } from './local-server.ts';

afterAll(closeOutbound);

const TOKEN = '00D-session-token!AQ';
const TRACE = { id: '4bf92f3577b34da6a3ce929d0e0e4736', flags: '01', state: 'congo=t61rcWkgMzE' };
const echo: RequestListener = async (request, reply) => {
  const { method, url, headers } = request;
  reply.setHeader('content-type', 'application/json');
  reply.end(JSON.stringify({ method, url, headers, body: await text(request) }));
};

async function partner(listener: RequestListener, options: Partial<RecordingHttpOptions> = {}) {
  const server = await localServer(createServer(listener));
  const callouts: Callout[] = [];
  const http = createRecordingHttp({
    policy: server.policy,
    trace: TRACE,
    basicAuth: async () => undefined,
    now: () => new Date('2026-03-02T09:30:00Z'),
    signal: new AbortController().signal,
    secretValues: () => [TOKEN],
    mask: (value) => value,
    onCallout: (callout) => callouts.push(callout),
    ...options,
  });
  return { http, callouts, server };
}

const replyWith =
  (contentType: string | undefined, body: string): RequestListener =>
  (_, reply) => {
    if (contentType !== undefined) reply.setHeader('content-type', contentType);
    reply.end(body);
  };

describe('createRecordingHttp', () => {
  it('sends JSON and records the callout', async () => {
    const { http, callouts, server } = await partner(echo);
    const { status, body } = await http({ method: 'POST', url: `${server.url}/orders?v=1`, json: { amount: 17.5 } });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      method: 'POST',
      url: '/orders?v=1',
      body: '{"amount":17.5}',
      headers: { 'content-type': 'application/json', accept: 'application/json, */*;q=0.5' },
    });
    expect(callouts).toMatchObject([
      {
        method: 'POST',
        endpoint: `${server.url}/orders?v=1`,
        timestamp: '2026-03-02T09:30:00.000Z',
        request: { headers: { 'content-type': 'application/json' }, body: { amount: 17.5 } },
        response: { status: 200, body: { url: '/orders?v=1' } },
        error: null,
      },
    ]);
    expect(callouts[0]?.durationMs).toBeGreaterThanOrEqual(0);
  });

  it('sends each request in the trace, and records the header without the state of other systems', async () => {
    const { http, callouts, server } = await partner(echo);
    const given = { Traceparent: 'of the plugin' };
    const headersOf = async () => {
      const { body } = await http({ method: 'POST', url: server.url, headers: given, json: {} });
      return (body as { headers: Record<string, string> }).headers;
    };
    const sent = [await headersOf(), await headersOf()];
    for (const { traceparent, tracestate } of sent) {
      expect(traceparent).toMatch(new RegExp(`^00-${TRACE.id}-(?!0{16})[0-9a-f]{16}-01$`));
      expect(tracestate).toBe(TRACE.state);
    }
    expect(new Set(sent.map(({ traceparent }) => traceparent)).size).toBe(2);
    expect(callouts.map(({ traceparent }) => traceparent)).toEqual(sent.map(({ traceparent }) => traceparent));
    expect(JSON.stringify(callouts.map(({ request }) => request))).not.toContain(TRACE.state);
  });

  it('sends a form, and records it without its secrets', async () => {
    const { http, callouts, server } = await partner(echo);
    const form = { grant_type: 'client_credentials', client_id: 'a b', client_secret: 'hunter2' };
    const { body } = await http({ method: 'POST', url: server.url, form });
    expect(body).toMatchObject({
      body: 'grant_type=client_credentials&client_id=a+b&client_secret=hunter2',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(callouts[0]?.request.body).toEqual({ ...form, client_secret: '[redacted]' });
    expect(JSON.stringify(callouts)).not.toContain('hunter2');
  });

  it('sends no body and no content type when there is none', async () => {
    const { http, callouts, server } = await partner(echo);
    const { body } = await http({ method: 'GET', url: server.url });
    expect(body).toMatchObject({ body: '' });
    expect(body).not.toHaveProperty('headers.content-type');
    expect(callouts[0]?.request.body).toBeNull();
  });

  it('lets the request set its own content type and accept', async () => {
    const { http, server } = await partner(echo);
    const headers = { 'Content-Type': 'application/vnd.api+json', ACCEPT: 'text/csv' };
    const { body } = await http({ method: 'PATCH', url: server.url, headers, json: null });
    expect(body).toMatchObject({
      body: 'null',
      headers: { 'content-type': 'application/vnd.api+json', accept: 'text/csv' },
    });
  });

  it('rejects a request with two bodies, and records that', async () => {
    const { http, callouts, server } = await partner(echo);
    const sent = http({ method: 'POST', url: server.url, json: {}, form: {} });
    await expect(sent).rejects.toThrow(TypeError);
    expect(callouts).toMatchObject([{ response: null, error: expect.stringContaining('give one of') }]);
    expect(server.connections()).toBe(0);
  });

  it.each([
    ['application/json', '{"a":1}', { a: 1 }],
    ['application/problem+json; charset=utf-8', '"text"', 'text'],
    ['application/json', '12', 12],
    ['application/json', '{broken', '{broken'],
    ['text/plain', '[1,2]', [1, 2]],
    [undefined, ' {"a":1}', { a: 1 }],
    ['text/plain', '12', '12'],
    ['text/html', '<p>Not found</p>', '<p>Not found</p>'],
    ['application/json', '', null],
    [undefined, '', null],
  ])('reads a reply of type %s with the body %s', async (contentType, body, parsed) => {
    const { http, callouts, server } = await partner(replyWith(contentType, body));
    expect((await http({ method: 'GET', url: server.url })).body).toEqual(parsed);
    expect(callouts[0]?.response?.body).toEqual(parsed);
  });

  it.each([204, 302, 404, 500])('returns and records status %i as a reply', async (status) => {
    const { http, callouts, server } = await partner((_, reply) => reply.writeHead(status).end());
    expect(await http({ method: 'POST', url: server.url })).toMatchObject({ status, body: null });
    expect(callouts).toMatchObject([{ response: { status, body: null }, error: null }]);
  });

  describe('with basic auth for a host', () => {
    const asked: string[] = [];
    const basicAuth = async (host: string) => {
      asked.push(host);
      return { username: 'shop', password: 'pässword:1' };
    };
    const encoded = Buffer.from('shop:pässword:1').toString('base64');

    it('adds it, and does not record it', async () => {
      const { http, callouts, server } = await partner(echo, { basicAuth });
      const { body } = await http({ method: 'POST', url: server.url, json: { note: 'for pässword:1' } });
      expect(body).toMatchObject({ headers: { authorization: `Basic ${encoded}` } });
      expect(asked).toContain('127.0.0.1');
      expect(callouts[0]?.request).toMatchObject({
        headers: { authorization: '[redacted]' },
        body: { note: 'for [redacted]' },
      });
      expect(JSON.stringify(callouts)).not.toMatch(new RegExp(`${encoded}|pässword`));
    });

    it('keeps the authorization that the request already has', async () => {
      const { http, callouts, server } = await partner(echo, { basicAuth });
      const { body } = await http({ method: 'GET', url: server.url, headers: { Authorization: `Bearer ${TOKEN}` } });
      expect(body).toMatchObject({ headers: { authorization: `Bearer ${TOKEN}` } });
      expect(JSON.stringify(callouts)).not.toContain(TOKEN);
    });

    it.each([
      ['https://Warehouse.Example.org:8443/orders', 'warehouse.example.org'],
      ['https://warehouse.example.org./orders', 'warehouse.example.org'],
      ['https://[2001:DB8:0:0::1]/orders', '[2001:db8::1]'],
    ])('is looked up for %s under %s', async (url, host) => {
      const basicAuth = (found: string) => Promise.reject(new Error(`asked for ${found}`));
      const { http } = await partner(echo, { basicAuth });
      await expect(http({ method: 'POST', url })).rejects.toThrow(`asked for ${host}`);
    });

    it('records a secret that cannot be read, and sends nothing', async () => {
      const basicAuth = () => Promise.reject(new Error('no such secret'));
      const { http, callouts, server } = await partner(echo, { basicAuth });
      await expect(http({ method: 'POST', url: server.url })).rejects.toThrow('no such secret');
      expect(callouts).toMatchObject([{ response: null, error: 'no such secret' }]);
      expect(server.connections()).toBe(0);
    });
  });

  it('removes secrets and personal data from every part of the record, but not from what the plugin gets', async () => {
    const { http, callouts, server } = await partner((_, reply) => {
      reply.writeHead(200, { 'set-cookie': 'sid=s3cr3t', location: `/next?access_token=t0k3n`, 'x-request-id': 'r-1' });
      reply.end(
        JSON.stringify({ access_token: TOKEN, Id: '0015g00000A', Email: 'ada@example.org', echo: `got ${TOKEN}` }),
      );
    });
    const { body } = await http({
      method: 'POST',
      url: `${server.url}/u/ada@example.org?api_key=k3y&token=${encodeURIComponent(TOKEN)}&v=1`,
      headers: { 'X-Api-Key': 'k3y', 'idempotency-key': 'order-1#crm' },
      json: {
        customerDetails: { firstName: 'Ada' },
        card: { number: '4111111111111111' },
        order_reference: '5KQ7M2TR81XA',
      },
    });
    expect(body).toMatchObject({ access_token: TOKEN, Email: 'ada@example.org' });
    expect(callouts).toMatchObject([
      {
        endpoint: `${server.url}/u/[redacted]?api_key=[redacted]&token=[redacted]&v=1`,
        request: {
          headers: { 'x-api-key': '[redacted]', 'idempotency-key': 'order-1#crm' },
          body: {
            customerDetails: { firstName: '[redacted]' },
            card: { number: '[redacted]' },
            order_reference: '5KQ7M2TR81XA',
          },
        },
        response: {
          headers: { 'set-cookie': '[redacted]', location: '/next?access_token=[redacted]', 'x-request-id': 'r-1' },
          body: { access_token: '[redacted]', Id: '0015g00000A', Email: '[redacted]', echo: 'got [redacted]' },
        },
      },
    ]);
    expect(JSON.stringify(callouts)).not.toMatch(/k3y|t0k3n|s3cr3t|Ada|ada@|4111|AQ/);
  });

  it('removes a secret that was read only after the request had begun', async () => {
    const read: string[] = [];
    const { http, callouts, server } = await partner(
      (_, reply) => {
        read.push('late-secret');
        reply.end('you said late-secret');
      },
      { secretValues: () => read },
    );
    await http({ method: 'GET', url: server.url });
    expect(callouts[0]?.response?.body).toBe('you said [redacted]');
  });

  it('shortens large bodies in the record only', async () => {
    const { http, callouts, server } = await partner(replyWith('application/json', JSON.stringify('x'.repeat(40_000))));
    const { body } = await http({ method: 'POST', url: server.url, json: { text: 'y'.repeat(40_000) } });
    expect(body).toHaveLength(40_000);
    const stored = [callouts[0]?.request.body, callouts[0]?.response?.body];
    for (const kept of stored) {
      expect(kept).toMatch(/\[truncated from 400\d\d bytes\]$/);
      expect(Buffer.byteLength(JSON.stringify(kept))).toBeLessThanOrEqual(16_384);
    }
  });

  const failing: readonly (readonly [string, RequestListener, Partial<HttpRequest>, object, string])[] = [
    ['a timeout', () => {}, { timeoutMs: 30 }, { name: 'CalloutNoReply', safe: false }, 'This operation was aborted'],
    [
      'a reset',
      ({ socket }) => socket.destroy(),
      {},
      { name: 'CalloutNoReply', safe: false },
      'no complete reply came',
    ],
    ['a refusal', echo, { url: 'https://10.0.0.1/' }, { name: 'CalloutForbidden' }, 'Expected a public address'],
    ['an invalid URL', echo, { url: 'nonsense' }, { name: 'CalloutForbidden' }, 'Expected an absolute URL'],
    [
      'a bad header',
      echo,
      { headers: { a: '\n' } },
      { name: 'CalloutForbidden' },
      'characters that HTTP does not allow',
    ],
  ];

  it.each(failing)('throws and records %s once', async (_, listener, request, error, message) => {
    const { http, callouts, server } = await partner(listener);
    await expect(http({ method: 'POST', url: server.url, ...request })).rejects.toMatchObject(error);
    expect(callouts).toMatchObject([{ response: null, error: expect.stringContaining(message) }]);
  });

  it('stops when the step runs out of time', async () => {
    const step = new AbortController();
    const { http, callouts, server } = await partner(() => step.abort(), { signal: step.signal });
    const sent = http({ method: 'POST', url: server.url, timeoutMs: 20_000 });
    await expect(sent).rejects.toMatchObject({ name: 'CalloutNoReply', message: 'This operation was aborted' });
    expect(callouts).toHaveLength(1);
  });

  it('records the same request twice when it is sent twice', async () => {
    const { http, callouts, server } = await partner(echo);
    const request: HttpRequest = { method: 'POST', url: server.url, json: { id: 1 } };
    await http(request);
    await http(request);
    expect(callouts).toHaveLength(2);
    expect(callouts[0]?.request).toEqual(callouts[1]?.request);
  });
});
