import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { bundleFunctions } from '../../../infra/bundling/bundle-functions.ts';
import { handler } from '../../fixtures/functions/aws-client.ts';

const GET = { request: 'parameters get' } as const;

let directory: string;
let server: Server;
let bundled: typeof handler;
let reply: { readonly status: number; readonly body: object };
let asked: unknown[];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'parameter-store-'));
  const functions = [{ id: 'aws-client', entry: 'test/fixtures/functions/aws-client' }];
  await bundleFunctions({ root: process.cwd(), functions, directory });
  const module: { readonly handler: typeof handler } = await import(
    pathToFileURL(join(directory, 'aws-client', 'index.mjs')).href
  );
  bundled = module.handler;
  server = createServer(async (request, response) => {
    asked.push([request.headers['x-amz-target'], request.headers['content-type'], await text(request)]);
    response.writeHead(reply.status, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify(reply.body));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'x');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'x');
});
afterAll(async () => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(directory, { recursive: true });
});

async function answerOf(call: typeof handler) {
  asked = [];
  const result = await call(GET);
  return { result, asked };
}

describe('the client of Parameter Store in a bundle', () => {
  it.each([
    ['a parameter', 200, { Parameter: { Name: '/acme/zuora', Type: 'SecureString', Value: 'é', Version: 1 } }],
    ['a parameter that does not exist', 400, { __type: 'ParameterNotFound', message: 'none' }],
    ['access denied', 400, { __type: 'AccessDeniedException', Message: 'denied' }],
    ['throttling', 400, { __type: 'ThrottlingException', message: 'Rate exceeded' }],
    ['a key that cannot be used', 400, { __type: 'InvalidKeyId', message: 'no key' }],
    ['a fault', 500, { __type: 'InternalServerError', message: 'broken' }],
  ])('answers %s as the whole client does', async (_, status, body) => {
    reply = { status, body };
    const whole = await answerOf(handler);
    expect(await answerOf(bundled)).toEqual(whole);
    expect(whole.asked[0]).toEqual([
      'AmazonSSM.GetParameter',
      'application/x-amz-json-1.1',
      JSON.stringify({ Name: '/acme/zuora', WithDecryption: true }),
    ]);
    if ('__type' in body) expect(whole.result).toMatchObject({ name: body.__type });
  });

  it('tells a missing parameter from every other error by its class', async () => {
    reply = { status: 400, body: { __type: 'ParameterNotFound', message: 'none' } };
    expect((await answerOf(bundled)).result).toMatchObject({ classes: ['ParameterNotFound', 'SSMServiceException'] });
    reply = { status: 400, body: { __type: 'ParameterVersionNotFound', message: 'none' } };
    expect((await answerOf(bundled)).result).toMatchObject({ classes: ['SSMServiceException'] });
  });
});
