import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { canary } from '../../cli/canary.ts';
import { UsageError } from '../../embedded/cli/run-command.ts';

const ROLLOUT = {
  revision: 2,
  current: 'a.1',
  candidate: { id: 'b.2', percent: 10 },
  events: [
    { at: '2026-11-29T20:00:00.000Z', type: 'offered', edition: 'b.2', by: 'ada', reason: 'release 7' },
    { at: '2026-11-29T20:10:00.000Z', type: 'deployed', edition: 'a.1', by: null },
  ],
};

let server: Server;
let requests: { readonly request: IncomingMessage; readonly body: unknown }[] = [];
let reply = { status: 200, headers: {}, body: ROLLOUT as object };
beforeAll(async () => {
  server = createServer((request, response) => {
    void text(request).then((body) => {
      requests.push({ request, body: JSON.parse(body) });
      response.writeHead(reply.status, reply.headers).end(JSON.stringify(reply.body));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => void server.close());
beforeEach(() => {
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIATEST');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
  vi.stubEnv('AWS_SESSION_TOKEN', 'session');
});
afterEach(() => {
  vi.unstubAllEnvs();
  requests = [];
  reply = { status: 200, headers: {}, body: ROLLOUT };
});

async function run(...args: readonly string[]) {
  const printed: string[] = [];
  const print = (line: string) => void printed.push(line);
  const { port } = server.address() as AddressInfo;
  const env = { AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`, DEPLOYED_BY: 'pipeline' };
  const terminal = { print, printError: print, env } as unknown as Parameters<typeof canary>[1];
  return { code: await canary(args, terminal), printed: printed.join('\n') };
}

describe('canary', () => {
  it('shows the rollout of a stage, by a signed call of its function', async () => {
    expect(await run('acme', 'status', '--stage', 'prod')).toEqual({
      code: 0,
      printed: [
        'current    a.1',
        'candidate  b.2, 10% of new orders',
        '2026-11-29T20:00:00.000Z offered b.2 by ada (release 7)',
        '2026-11-29T20:10:00.000Z deployed a.1',
      ].join('\n'),
    });
    const [{ body, request } = { body: undefined, request: undefined }] = requests;
    expect(body).toEqual({ command: 'status' });
    expect(request?.url).toBe('/2015-03-31/functions/acme_PROD-change-edition/invocations');
    expect(request?.headers).toMatchObject({
      authorization: expect.stringMatching(/^AWS4-HMAC-SHA256 Credential=AKIATEST\/\d{8}\/eu-west-1\/lambda\//),
      'x-amz-security-token': 'session',
    });
  });

  it('promotes and rolls back in the name of who deploys', async () => {
    await run('acme-eu', 'promote', '--edition', 'b.2');
    await run('acme-eu', 'rollback', '--reason', 'wrong price');
    expect(requests.map(({ body }) => body)).toEqual([
      { command: 'promote', by: 'pipeline', edition: 'b.2' },
      { command: 'rollback', by: 'pipeline', reason: 'wrong price' },
    ]);
    expect(requests[0]?.request.url).toContain('/functions/acme_eu-change-edition/');
  });

  it('fails with what the function says', async () => {
    reply = {
      status: 200,
      headers: { 'x-amz-function-error': 'Unhandled' },
      body: { errorType: 'NoCandidate', errorMessage: 'Expected a candidate, found none.' },
    };
    expect(await run('acme', 'promote')).toEqual({
      code: 1,
      printed: 'NoCandidate: Expected a candidate, found none.',
    });
  });

  it('says what to check if the function cannot be invoked', async () => {
    reply = { status: 404, headers: {}, body: { Message: 'Function not found' } };
    await expect(run('acme', 'status')).rejects.toThrow(/found 404 .*that aws\.canary is deployed/);
  });

  it('refuses another command, before it calls anything', async () => {
    await expect(run('acme', 'destroy')).rejects.toThrow(UsageError);
    await expect(run('acme')).rejects.toThrow(UsageError);
    await expect(run('acme', 'promote', '--delete')).rejects.toThrow(/--delete with clean-up only/);
    expect(requests).toEqual([]);
  });
});
