import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Context } from 'aws-lambda';
import { afterEach, expect, it, vi } from 'vitest';
import { startTable } from '../../../contract/in-memory-table.ts';
import { createOrderStore } from '../../../lambdas/order-store/order-store.ts';
import { handler } from '../../../lambdas/retention/handler.ts';
import { deployTenant } from '../../helpers/deploy-tenant.ts';
import { storedOrder } from '../api/stored-order.ts';
import { startLocalAws } from '../runtime/local-aws.ts';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.useRealTimers();
});

it('reports missing variables, then applies the retention of the tenant file', async () => {
  const context = { getRemainingTimeInMillis: () => 300_000 } as Context;
  await expect(handler({}, context)).rejects.toMatchObject({ name: 'EnvironmentInvalid' });
  const table = await startTable();
  const aws = await startLocalAws({ 'secretsmanager.GetSecretValue': { SecretString: 'the search key' } });
  const folder = await mkdtemp(join(tmpdir(), 'retention-'));
  const retention = { orders: 'P60D', processEvents: 'P7D', deliveries: 'P1D' };
  const environment = {
    TENANT: 'acme',
    ORDERS_TABLE: table.table,
    TENANT_CONFIG_FILE: await deployTenant(folder, { retention }),
    AWS_ENDPOINT_URL_DYNAMODB: table.endpoint,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: aws.endpoint,
    SEARCH_KEY_SECRET: 'acme/.search-key',
    POWERTOOLS_LOG_LEVEL: 'SILENT',
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  const orders = createOrderStore(table.client, table.table);
  await orders.put(storedOrder(1, { createdAt: '2026-11-05T10:00:00.000Z' }));
  await orders.put(storedOrder(2, { createdAt: '2026-12-20T10:00:00.000Z' }));

  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2027-01-10T10:00:00.000Z') });
  expect(await handler({}, context)).toEqual({
    ordersDeleted: 1,
    ordersShortened: 1,
    deliveriesDeleted: 0,
    proposalsDeleted: 0,
  });
  expect(await orders.get(storedOrder(1).id)).toBeUndefined();
  expect(await orders.get(storedOrder(2).id)).toBeDefined();
  await Promise.all([table.close(), aws.close()]);
  await rm(folder, { recursive: true });
});
