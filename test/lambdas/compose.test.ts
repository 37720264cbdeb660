import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SHORT_TIMEOUTS } from '../../lambdas/clients.ts';
import { orderTable, outboundPolicy, tenantConfig, wire } from '../../lambdas/compose.ts';
import { currentSequence } from '../../lambdas/compose-runs.ts';
import { deployTenant } from '../helpers/deploy-tenant.ts';
import { SMALL_ORDER } from '../helpers/order-world.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'compose-'));
  vi.stubEnv('TENANT_CONFIG_FILE', path.join(folder, 'tenant.json'));
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  vi.stubEnv('ORDERS_TABLE', 'orders');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

describe('wire', () => {
  it('reads the parts of the environment that are named, and reports all that are missing', () => {
    vi.stubEnv('TENANT', 'acme');
    vi.stubEnv('ORDERS_TABLE', 'orders');
    expect(wire(['tenant', 'table']).env).toEqual({ TENANT: 'acme', ORDERS_TABLE: 'orders' });
    expect(() => wire(['tenant', 'events', 'stateMachines'])).toThrow(/EVENT_BUS: .*STATE_MACHINE_PREFIX: /);
  });

  it('makes each part once, with the timeouts of the function', () => {
    const wiring = wire([], SHORT_TIMEOUTS);
    const make = vi.fn(({ timeouts }: { readonly timeouts: object }) => ({ timeouts }));
    expect(wiring.once(make)).toBe(wiring.once(make));
    expect(make.mock.results).toMatchObject([{ value: { timeouts: SHORT_TIMEOUTS } }]);
    expect(wire([]).once(make)).not.toBe(wiring.once(make));
  });
});

describe('the ports', () => {
  it('share one client of the order table', () => {
    vi.stubEnv('ORDERS_TABLE', 'orders');
    const wiring = wire(['table']);
    const [client, table] = orderTable(wiring);
    expect(table).toBe('orders');
    expect(orderTable(wiring)[0]).toBe(client);
  });

  it('read the config once', async () => {
    await deployTenant(folder);
    const wiring = wire(['config', 'table']);
    const config = await tenantConfig(wiring);
    await rm(path.join(folder, 'config.json'));
    expect(await tenantConfig(wiring)).toBe(config);
    expect((await currentSequence(wiring)(SMALL_ORDER, { id: 'order-1', runs: [] })).sequence.name).toBe('default');
  });

  it('allow the hosts of the tenant file and the loopback of the environment', async () => {
    vi.stubEnv('OUTBOUND_LOOPBACK', '127.0.0.1:3100');
    const wiring = wire(['config', 'loopback']);
    await deployTenant(folder, { outbound: { allowedHosts: ['*.example.org'] } });
    expect(await outboundPolicy(wiring)).toEqual({ allowedHosts: ['*.example.org'], loopback: ['127.0.0.1:3100'] });
  });
});
