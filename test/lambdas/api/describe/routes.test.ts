import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { UNKNOWN_DEPLOYMENT } from '../../../../core/config/deployment.ts';
import type { JsonObject } from '../../../../core/json.ts';
import type { Sequence } from '../../../../core/sequence/sequence.ts';
import { sequenceDiagram } from '../../../../core/sequence/sequence-diagram.ts';
import { createApiHandler } from '../../../../lambdas/api/api-handler.ts';
import { handler } from '../../../../lambdas/api/describe/handler.ts';
import { type DescribePorts, describeRoutes } from '../../../../lambdas/api/describe/routes.ts';
import { createLogger } from '../../../../lambdas/runtime/logger.ts';
import { deployTenant } from '../../../helpers/deploy-tenant.ts';
import { invalidAt, problemOf, send, type TestRequest } from '../api-event.ts';
import { noHistory, samplePorts } from './sample-tenant.ts';

const get = (
  route: string,
  more: Omit<TestRequest, 'route'> = {},
  openHistory: DescribePorts['openHistory'] = noHistory,
) =>
  send(createApiHandler(createLogger('test'), describeRoutes({ ...samplePorts(), openHistory })), { route, ...more });

describe('GET /config', () => {
  it('shows every sequence with its steps, and the overrides that select them', async () => {
    const { status, body } = await get('GET /config');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      tenant: 'acme',
      version: expect.stringMatching(/^[0-9a-f]{12}$/),
      onCriticalFailure: 'stop',
      overrides: [{ name: 'gift', match: { processingType: ['gift'] } }],
      sequences: [
        {
          name: 'default',
          steps: [
            { id: 'bill', options: { credentials: 'billing/oauth' }, timeoutSeconds: 30, retry: { maxAttempts: 3 } },
            { id: 'ship', options: { countries: ['GB', 'SE'] } },
          ],
        },
        { name: 'gift', steps: [{ id: 'bill' }] },
      ],
      outbound: { basicAuth: { 'hooks.example.org': 'auth/hooks' } },
      api: { idempotencyFrom: 'header', checkAtSubmit: false },
    });
  });

  it('draws every sequence', async () => {
    const { sequences } = (await get('GET /config')).body as { sequences: readonly (Sequence & { mermaid: string })[] };
    expect(sequences.map(({ mermaid, ...sequence }) => mermaid === sequenceDiagram(sequence))).toEqual([true, true]);
  });

  it('rejects query parameters', async () => {
    expect(problemOf(await get('GET /config', { query: { tenant: 'other' } }))).toEqual(invalidAt('tenant'));
  });
});

describe('GET /config/versions', () => {
  const versions = ['c0ffee000003', 'c0ffee000002', 'c0ffee000001'];
  const deployments = versions.map((version, index) => ({
    ...UNKNOWN_DEPLOYMENT,
    number: 3 - index,
    version,
    at: `2026-03-0${3 - index}T09:00:00.000Z`,
  }));
  const history: Awaited<ReturnType<DescribePorts['openHistory']>> = {
    deployments: async (limit, before = 4) => deployments.filter(({ number }) => number < before).slice(0, limit),
    deploymentsOf: async (version) => deployments.filter((deployment) => deployment.version === version),
    version: async (version) =>
      version === versions[0] ? { version, config: { tenant: 'acme' }, sequences: [] } : undefined,
  };

  it('lists the deployments in pages, newest first', async () => {
    const first = await get('GET /config/versions', { query: { limit: '2' } }, async () => history);
    const { cursor, items } = first.body as { cursor: string; items: readonly { version: string }[] };
    expect(items.map(({ version }) => version)).toEqual(versions.slice(0, 2));
    const second = await get('GET /config/versions', { query: { limit: '2', cursor } }, async () => history);
    expect(second.body).toMatchObject({ items: [{ version: versions[2], by: null, commit: null }], cursor: null });
  });

  it('rejects a cursor that it did not issue', async () => {
    const cursor = Buffer.from('{"before":"-1"}').toString('base64url');
    expect(problemOf(await get('GET /config/versions', { query: { cursor } }, async () => history))).toEqual(
      invalidAt('cursor'),
    );
  });

  it('returns the tenant file of a version with its deployments', async () => {
    const found = await get(
      'GET /config/versions/{version}',
      { pathParameters: { version: versions[0] ?? '' } },
      async () => history,
    );
    expect(found).toMatchObject({
      status: 200,
      body: { config: { tenant: 'acme' }, deployments: [{ deployed_at: '2026-03-03T09:00:00.000Z' }] },
    });
  });

  it('says in words how a version differs from the one before', async () => {
    const step = { name: 'bill', critical: true, options: { credentials: 'billing/oauth' } };
    const files: Readonly<Record<string, JsonObject>> = {
      c0ffee000003: { tenant: 'acme', processOrder: [{ ...step, when: "order.country = 'GB'" }] },
      c0ffee000002: { tenant: 'acme', processOrder: [step] },
      c0ffee000001: { tenant: 'acme', former: 'A key that is no longer known.' },
    };
    const version = async (asked: string) => ({ version: asked, config: files[asked] ?? {}, sequences: [] });
    const read = async (asked: string) =>
      (
        await get('GET /config/versions/{version}', { pathParameters: { version: asked } }, async () => ({
          ...history,
          version,
        }))
      ).body;
    expect(await read('c0ffee000003')).toMatchObject({
      former: 'c0ffee000002',
      differences: [{ about: 'Sequence default', lines: ['bill.when: "order.country = \'GB\'", new'] }],
    });
    expect(await read('c0ffee000002')).toMatchObject({ former: 'c0ffee000001', differences: null });
    expect(await read('c0ffee000001')).toMatchObject({ former: null, differences: null });
  });

  it.each(['c0ffee000009', 'no version'])('says that there is no version %s', async (version) => {
    expect(
      problemOf(await get('GET /config/versions/{version}', { pathParameters: { version } }, async () => history)),
    ).toEqual({
      type: '/problems/config-version-not-found',
      status: 404,
    });
  });
});

describe('GET /health', () => {
  it('returns ok without checking dependencies', async () => {
    const { status, body } = await get('GET /health', { query: { at: '1' } });
    expect({ status, body }).toEqual({ status: 200, body: { status: 'ok' } });
  });
});

describe('GET /', () => {
  it('points to the OpenAPI document and the documentation', async () => {
    const { status, body } = await get('GET /');
    expect({ status, body }).toMatchObject({ status: 200, body: { openapi: '/openapi.json', health: '/health' } });
    expect(body).toHaveProperty('docs', expect.stringContaining('docs/README.md'));
  });
});

describe('GET /openapi.json', () => {
  it('names the server that it was read from, whatever Host the caller writes', async () => {
    const { status, body } = await get('GET /openapi.json', { headers: { host: 'evil.example' } });
    expect({ status, body }).toMatchObject({ status: 200, body: { openapi: '3.1.1', servers: [{ url: '/' }] } });
    expect(JSON.stringify(body)).not.toContain('evil.example');
  });
});

describe('describe handler', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('names the missing environment variable, then reads the config beside the tenant file that the environment names', async () => {
    vi.stubEnv('TENANT_CONFIG_FILE', undefined);
    await expect(send(handler, { route: 'GET /health' })).rejects.toThrow(/TENANT_CONFIG_FILE/);

    const folder = await mkdtemp(join(tmpdir(), 'describe-'));
    try {
      vi.stubEnv('TENANT_CONFIG_FILE', await deployTenant(folder));
      vi.stubEnv('ORDERS_TABLE', 'orders');
      vi.stubEnv('AWS_REGION', 'eu-west-1');
      expect(await send(handler, { route: 'GET /config' })).toMatchObject({ body: { tenant: 'acme' } });
      expect(problemOf(await send(handler, { route: 'POST /orders' }))).toEqual({
        type: '/problems/route-not-found',
        status: 404,
      });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
