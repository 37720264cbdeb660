import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Context } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { OrderRecord } from '../../../core/order/order-record.ts';
import { handler } from '../../../lambdas/webhook-sender/handler.ts';
import { captureMetrics } from '../../helpers/capture-metrics.ts';
import { deployTenant } from '../../helpers/deploy-tenant.ts';
import { type OrderWorld, startOrderWorld } from '../../helpers/order-world.ts';
import { localServer } from '../outbound/local-server.ts';
import { startLocalAws } from '../runtime/local-aws.ts';

const context = {} as Context;

let world: OrderWorld;
let aws: Awaited<ReturnType<typeof startLocalAws>>;
let folder: string;
beforeEach(async () => {
  world = await startOrderWorld();
  const Value = JSON.stringify({ username: 'orders', password: 'correct horse' });
  aws = await startLocalAws({ 'AmazonSSM.GetParameter': { Parameter: { Type: 'SecureString', Value } } });
  folder = await mkdtemp(path.join(tmpdir(), 'webhook-sender-'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  await Promise.all([world.close(), aws.close(), rm(folder, { recursive: true })]);
});

/** Stubs the environment of the function for a tenant with one webhook. */
async function stubEnvironment(receiver: { readonly host: string; readonly url: string }): Promise<void> {
  const webhook = { name: 'crm-feed', url: receiver.url, events: ['order.submitted'], basicAuth: 'auth/crm' };
  const environment = {
    TENANT: 'acme',
    ORDERS_TABLE: world.table,
    TENANT_CONFIG_FILE: await deployTenant(folder, { webhooks: [webhook] }),
    SECRETS_PREFIX: '/acme/',
    OUTBOUND_LOOPBACK: receiver.host,
    AWS_ENDPOINT_URL_DYNAMODB: world.endpoint,
    AWS_ENDPOINT_URL_SSM: aws.endpoint,
    POWERTOOLS_LOG_LEVEL: 'SILENT',
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
}

describe('the function that sends webhooks', () => {
  it('publishes metrics for a rejected event, without order data, and none for an accepted event', async () => {
    let status = 204;
    const receiver = await localServer(createServer((_, response) => response.writeHead(status).end('no, Ada')));
    await stubEnvironment(receiver);
    const log = captureMetrics();
    const eventOf = ({ id }: OrderRecord) => ({
      webhook: 'crm-feed',
      orderId: id,
      sequence: 1,
      round: 1,
      owner: 'execution-1',
    });
    const refused = eventOf(await world.submitted());

    expect(await handler(eventOf(await world.submitted()), context)).toEqual({ outcome: 'delivered' });
    expect(log.published()).toEqual([]);

    status = 500;
    await expect(handler(refused, context)).rejects.toMatchObject({ name: 'DeliveryPostponed' });
    const [failed, ...others] = log.published();
    expect(failed).toMatchObject({
      namespace: 'Orders/acme',
      name: 'WebhookTriesFailed',
      unit: 'Count',
      value: 1,
      dimensions: { service: 'webhook-sender', webhook: 'crm-feed' },
    });
    expect(failed?.line).not.toMatch(/ada|correct horse|127\.0\.0\.1/i);
    expect(others).toEqual([]);

    log.failNextLine();
    await expect(handler(refused, context)).rejects.toMatchObject({ name: 'DeliveryPostponed' });
    log.published();

    status = 410;
    await expect(handler(refused, context)).rejects.toMatchObject({ name: 'DeliveryGivenUp' });
    expect(log.published().map(({ name, value }) => `${name} ${value}`)).toEqual([
      'WebhookTriesFailed 1',
      'WebhookDisabled 1',
      'WebhookDeliveriesGivenUp 1',
    ]);
  });
});
