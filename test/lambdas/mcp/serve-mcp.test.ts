import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MCP_METADATA_PATH, MCP_PATH } from '../../../blueprint/routes/mcp.ts';
import { openApiDocument } from '../../../blueprint/routes/openapi/openapi-document.ts';
import { closeServer, listen } from '../../../embedded/http/server.ts';
import { createMcpEndpoint } from '../../../lambdas/mcp/serve-mcp.ts';
import { createLogger } from '../../../lambdas/runtime/logger.ts';

const TOKEN = `e30.${Buffer.from('{"scope":"orders:read orders:operate"}').toString('base64url')}.sig`;
const SIGN_IN = { issuer: 'https://login.example.org', scopes: ['orders/read'] };
const LIST = { jsonrpc: '2.0', id: 7, method: 'tools/list' };

/** The API behind the endpoint. */
let api: Server;
let apiUrl: string;
let isUp = true;
let requests: { readonly url: string | undefined; readonly headers: IncomingHttpHeaders }[] = [];

beforeAll(async () => {
  api = createServer((request, response) => {
    requests.push({ url: request.url, headers: request.headers });
    if (!isUp) return response.writeHead(503).end('{}');
    if (request.url === '/orders/moved') return response.writeHead(302, { location: '/orders/other' }).end();
    return response
      .writeHead(200)
      .end(JSON.stringify(request.url === '/openapi.json' ? openApiDocument() : { ok: true }));
  });
  apiUrl = `http://127.0.0.1:${await listen(api, 0)}`;
});
afterAll(() => closeServer(api, 0));
beforeEach(() => {
  isUp = true;
  requests = [];
});

interface Sent {
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly url?: string;
  readonly mayAct?: boolean;
  readonly base64?: boolean;
  readonly path?: string;
}

async function send(
  message: unknown,
  { method = 'POST', headers = {}, url = apiUrl, mayAct = false, base64 = false, path = MCP_PATH }: Sent = {},
) {
  const handler = createMcpEndpoint(createLogger('mcp'), { apiUrl: url, mayAct, signIn: SIGN_IN });
  const text = typeof message === 'string' ? message : JSON.stringify(message);
  const event = {
    routeKey: `${method} ${path}`,
    rawPath: path,
    headers: {
      host: '127.0.0.1:3000',
      authorization: `Bearer ${TOKEN}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...headers,
    },
    ...(method === 'POST' && { body: base64 ? Buffer.from(text).toString('base64') : text }),
    isBase64Encoded: base64,
    requestContext: { http: { method } },
  } as unknown as APIGatewayProxyEventV2;
  const context = { getRemainingTimeInMillis: () => 20_000 } as Context;
  const { statusCode = 0, body = '', headers: replied = {} } = await handler(event, context);
  return { status: statusCode, headers: replied, body: body === '' ? undefined : JSON.parse(body) };
}

const call = (name: string, args: object): object => ({
  ...LIST,
  method: 'tools/call',
  params: { name, arguments: args },
});

describe('the metadata', () => {
  const metadata = (sent: Sent = {}) => send(undefined, { method: 'GET', path: MCP_METADATA_PATH, ...sent });

  it('names the endpoint, who issues tokens for it, and the scopes to ask for, to anybody', async () => {
    const { status, headers, body } = await metadata({
      url: 'https://api.example.com',
      headers: { authorization: '' },
    });
    expect({ status, headers }).toMatchObject({ status: 200, headers: { 'content-type': 'application/json' } });
    expect(body).toEqual({
      resource: 'https://api.example.com/mcp',
      resource_name: 'Orders',
      authorization_servers: [SIGN_IN.issuer],
      scopes_supported: SIGN_IN.scopes,
      bearer_methods_supported: ['header'],
    });
    expect(requests).toEqual([]);
  });

  it('names this machine as the caller does, and no other host', async () => {
    const named = await metadata({ headers: { host: 'localhost:3000' } });
    expect(named.body).toMatchObject({ resource: 'http://localhost:3000/mcp' });
    expect((await metadata({ headers: { host: 'evil.example' } })).status).toBe(403);
    expect((await metadata({ headers: { origin: 'https://evil.example' } })).status).toBe(403);
  });
});

describe('a message', () => {
  it('gets one JSON answer, which nobody keeps', async () => {
    const { status, headers, body } = await send(LIST);
    expect({ status, headers }).toMatchObject({
      status: 200,
      headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    });
    expect(body).toMatchObject({ id: 7, result: { tools: expect.any(Array) } });
    expect((await send(LIST, { base64: true })).body).toEqual(body);
  });

  it('lists tools that act only if agents may act', async () => {
    const namesIn = ({ body }: Awaited<ReturnType<typeof send>>): string[] =>
      body.result.tools.map(({ name }: { name: string }) => name);
    const reading = namesIn(await send(LIST));
    expect(reading).toContain('getOrder');
    expect(reading).not.toContain('cancelOrder');
    expect(namesIn(await send(LIST, { mayAct: true }))).toEqual(expect.arrayContaining([...reading, 'cancelOrder']));
  });

  it('sends the token to the own API only, and nothing else of the request', async () => {
    await send(call('getOrder', { id: 'order-1' }), { headers: { cookie: 'a=b', 'x-secret': 'c' } });
    const { headers, url } = requests.at(-1) ?? {};
    expect(url).toBe('/orders/order-1');
    expect(headers).toMatchObject({ authorization: `Bearer ${TOKEN}` });
    expect(headers).not.toHaveProperty('cookie');
    expect(headers).not.toHaveProperty('x-secret');
  });

  it('continues the trace of the message at the API, or starts one', async () => {
    const traceparentOf = async (headers: Readonly<Record<string, string>>) => {
      await send(call('getOrder', { id: 'order-1' }), { headers });
      return requests.at(-1)?.headers?.traceparent;
    };
    const id = '4bf92f3577b34da6a3ce929d0e0e4736';
    expect(await traceparentOf({ traceparent: `00-${id}-00f067aa0ba902b7-01` })).toMatch(new RegExp(`^00-${id}-`));
    expect(await traceparentOf({ traceparent: '00-none' })).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-03$/);
  });

  it('follows no redirect with the token', async () => {
    const { body } = await send(call('getOrder', { id: 'moved' }));
    expect(body.result).toMatchObject({ isError: true });
    expect(requests.map(({ url }) => url)).not.toContain('/orders/other');
  });

  it('that needs an answer gets a 503 while the API does not answer', async () => {
    isUp = false;
    expect(await send(LIST)).toMatchObject({
      status: 503,
      body: { error: { message: expect.stringContaining('503') } },
    });
  });

  it.each([
    ['text that is not JSON', '{', 400, 'not JSON'],
    ['nothing', '', 400, 'not JSON'],
    ['a batch', [LIST, LIST], 400, 'batch'],
    ['a message that is too large', JSON.stringify({ ...LIST, params: 'x'.repeat(256 * 1024) }), 413, 'bytes'],
    ['something that is no message', { hello: 1 }, 400, ''],
  ])('is refused if it is %s', async (_, message, status, text) => {
    expect(await send(message)).toMatchObject({ status, body: { error: { message: expect.stringContaining(text) } } });
    expect(requests.filter(({ url }) => url !== '/openapi.json')).toEqual([]);
  });

  it('cannot open a stream', async () => {
    expect(await send('', { method: 'GET' })).toMatchObject({ status: 405, headers: { allow: 'POST' } });
    const listen = await send(
      {
        ...LIST,
        method: 'subscriptions/listen',
        params: {
          notifications: { toolsListChanged: true },
          _meta: {
            'io.modelcontextprotocol/protocolVersion': '2026-07-28',
            'io.modelcontextprotocol/clientCapabilities': {},
            'io.modelcontextprotocol/clientInfo': { name: 'a', version: '1' },
          },
        },
      },
      { headers: { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'subscriptions/listen' } },
    );
    expect(listen.body).toMatchObject({ error: { message: expect.stringContaining('limit') } });
  });
});

describe('a web page', () => {
  it.each([
    ['of another host', { origin: 'https://evil.example' }],
    ['without an origin of its own', { origin: 'null' }],
    ['that calls its own name an address of this machine', { host: 'evil.example:3000' }],
  ])('%s is refused', async (_, headers) => {
    expect(await send(LIST, { headers })).toMatchObject({ status: 403 });
    expect(requests).toEqual([]);
  });

  it('of this host is not', async () => {
    expect((await send(LIST, { headers: { origin: 'http://localhost:3000' } })).status).toBe(200);
  });

  it('of another host is refused on AWS too, whatever the name of the API', async () => {
    const url = 'https://abc.execute-api.eu-west-1.amazonaws.com';
    const headers = { host: 'orders.acme.example', origin: 'https://evil.example' };
    expect(await send(LIST, { url, headers })).toMatchObject({ status: 403 });
  });
});
