import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Sequence } from '../../../../core/sequence/sequence.ts';
import { sequenceDiagram } from '../../../../core/sequence/sequence-diagram.ts';
import { createApiHandler } from '../../../../lambdas/api/api-handler.ts';
import { handler } from '../../../../lambdas/api/describe/handler.ts';
import { describeRoutes } from '../../../../lambdas/api/describe/routes.ts';
import { createLogger } from '../../../../lambdas/runtime/logger.ts';
import { invalidAt, problemOf, send } from '../api-event.ts';
import { sampleCatalog, sampleTenant } from './sample-tenant.ts';

const routes = describeRoutes({ config: sampleTenant(), catalog: sampleCatalog });
const get = (route: string, more: { query?: Record<string, string>; headers?: Record<string, string> } = {}) =>
  send(createApiHandler(createLogger('test'), routes), { route, ...more });

describe('GET /config', () => {
  it('shows every sequence with its steps, and the overrides that select them', async () => {
    const { status, body } = await get('GET /config');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      tenant: 'acme',
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

describe('GET /health', () => {
  it('returns ok without checking dependencies', async () => {
    const { status, body } = await get('GET /health', { query: { at: '1' } });
    expect({ status, body }).toEqual({ status: 200, body: { status: 'ok', tenant: 'acme', sequences: 2 } });
  });
});

describe('GET /openapi.json', () => {
  it('names the server that received the request', async () => {
    for (const host of ['api.example.org', 'orders.example.org']) {
      expect(await get('GET /openapi.json', { headers: { host } })).toMatchObject({
        status: 200,
        body: { openapi: '3.1.1', servers: [{ url: `https://${host}` }] },
      });
    }
  });
});

describe('describe handler', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('names the missing environment variable, then reads the tenant file that the environment names', async () => {
    vi.stubEnv('TENANT_CONFIG_FILE', undefined);
    await expect(send(handler, { route: 'GET /health' })).rejects.toThrow(/TENANT_CONFIG_FILE/);

    const folder = await mkdtemp(join(tmpdir(), 'describe-'));
    try {
      const file = join(folder, 'acme.json');
      await writeFile(file, JSON.stringify({ tenant: 'acme', processOrder: [] }));
      vi.stubEnv('TENANT_CONFIG_FILE', file);
      expect(await send(handler, { route: 'GET /health' })).toMatchObject({ body: { tenant: 'acme', sequences: 1 } });
      expect(problemOf(await send(handler, { route: 'POST /orders' }))).toEqual({
        type: '/problems/route-not-found',
        status: 404,
      });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
