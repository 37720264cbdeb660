import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Context } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type InMemoryTable, startTable } from '../../../contract/in-memory-table.ts';
import { UNKNOWN_DEPLOYMENT } from '../../../core/config/deployment.ts';
import { handler as submitOrder } from '../../../lambdas/api/submit-order/handler.ts';
import { handler as completeOrder } from '../../../lambdas/run-outcome/complete-order-handler.ts';
import { handler as sweep } from '../../../lambdas/sweeper/handler.ts';
import { createDeliveryStore, type DeliveryTurn } from '../../../lambdas/webhook-store/delivery-store.ts';
import { captureMetrics } from '../../helpers/capture-metrics.ts';
import { deployTenant } from '../../helpers/deploy-tenant.ts';
import { SMALL_ORDER } from '../../helpers/order-world.ts';
import { send } from '../api/api-event.ts';
import { startLocalAws } from './local-aws.ts';

const GET_SECRET = 'secretsmanager.GetSecretValue';
const PUT_EVENTS = 'AWSEvents.PutEvents';
const START_EXECUTION = 'AWSStepFunctions.StartExecution';
const PREFIX = 'arn:aws:states:eu-west-1:000000000000:stateMachine:acme-';
const context = { getRemainingTimeInMillis: () => 15_000 } as Context;

let table: InMemoryTable;
let aws: Awaited<ReturnType<typeof startLocalAws>>;
let folder: string;
beforeEach(async () => {
  table = await startTable();
  aws = await startLocalAws({
    [GET_SECRET]: { SecretString: 'the search key' },
    [START_EXECUTION]: { executionArn: 'arn:aws:states:execution', startDate: 1 },
  });
  folder = await mkdtemp(path.join(tmpdir(), 'order-handlers-'));
  const webhook = { url: 'https://hooks.example.org/', events: ['order.submitted'], basicAuth: 'auth/hooks' };
  const webhooks = [
    { ...webhook, name: 'crm-feed' },
    { ...webhook, name: 'off', enabled: false },
  ];
  await deployTenant(folder, { webhooks });
});
afterEach(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  await Promise.all([table.close(), aws.close(), rm(folder, { recursive: true })]);
});

function stubEnvironment(): void {
  const environment = {
    TENANT: 'acme',
    ORDERS_TABLE: table.table,
    EVENT_BUS: 'acme-bus',
    STATE_MACHINE_PREFIX: PREFIX,
    TENANT_CONFIG_FILE: path.join(folder, 'tenant.json'),
    AWS_ENDPOINT_URL_DYNAMODB: table.endpoint,
    AWS_ENDPOINT_URL_EVENTBRIDGE: aws.endpoint,
    AWS_ENDPOINT_URL_SFN: aws.endpoint,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: aws.endpoint,
    SEARCH_KEY_SECRET: 'acme/.search-key',
    DEPLOYMENT: JSON.stringify(UNKNOWN_DEPLOYMENT),
    POWERTOOLS_LOG_LEVEL: 'SILENT',
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
}

/** Lets the order's first event wait for an hour at both webhooks. */
async function waitingDeliveries(orderId: string): Promise<void> {
  const now = new Date(Date.now() - 3_601_000).toISOString();
  const turn: Omit<DeliveryTurn, 'webhook'> = {
    orderId,
    sequence: 1,
    round: 1,
    owner: 'execution-1',
    eventType: 'order.submitted',
    orderType: 'new',
    now,
    ownedUntil: now,
  };
  const deliveries = createDeliveryStore(table.client, table.table);
  for (const webhook of ['crm-feed', 'off'])
    await deliveries.pause({ ...turn, webhook }, { status: 'waiting', nextTryAt: now });
}

describe('the handlers that write orders', () => {
  it('report missing variables, then accept, sweep and complete an order whose events were rejected', async () => {
    const request = { route: 'POST /orders', body: JSON.stringify(SMALL_ORDER) };
    await expect(send(submitOrder, request)).rejects.toMatchObject({ name: 'EnvironmentInvalid' });
    await expect(completeOrder({}, context)).rejects.toMatchObject({ name: 'EnvironmentInvalid' });
    await expect(sweep({}, context)).rejects.toMatchObject({ name: 'EnvironmentInvalid' });
    stubEnvironment();
    const log = captureMetrics();

    aws.answers[PUT_EVENTS] = { FailedEntryCount: 1, Entries: [{ ErrorCode: 'InternalFailure' }] };
    const answer = await send(submitOrder, request);
    expect(answer).toMatchObject({ status: 202, body: { status: 'submitted' } });
    const { id } = answer.body as { id: string };
    expect(aws.calls.map((call) => call.operation)).toEqual([GET_SECRET, PUT_EVENTS, START_EXECUTION]);
    expect(aws.calls[2]?.input).toMatchObject({ stateMachineArn: `${PREFIX}default`, name: `${id}-r1` });

    aws.answers[PUT_EVENTS] = { FailedEntryCount: 0, Entries: [{ EventId: '1' }] };
    expect(await sweep({}, context)).toEqual({ started: 0, published: 1, settled: 0, held: 0, troubled: 0 });
    const sweeper = { namespace: 'Orders/acme', dimensions: { service: 'sweeper' } };
    expect(log.published()).toMatchObject([
      { ...sweeper, name: 'OldestUnfinishedOrderAge', unit: 'Seconds', line: expect.stringContaining(id) },
      { ...sweeper, name: 'SweeperPublished', unit: 'Count', value: 1 },
    ]);

    await waitingDeliveries(id);
    expect(await sweep({}, context)).toEqual({ started: 0, published: 0, settled: 0, held: 0, troubled: 0 });
    const [order, delivery, ...others] = log.published().toSorted((left, right) => left.name.localeCompare(right.name));
    expect(order).toMatchObject({ ...sweeper, name: 'OldestUnfinishedOrderAge' });
    expect(order?.value).toBeGreaterThan(0);
    expect(delivery).toMatchObject({
      ...sweeper,
      name: 'OldestWaitingDeliveryAge',
      unit: 'Seconds',
      dimensions: { service: 'sweeper', webhook: 'crm-feed' },
    });
    expect(delivery?.value).toBeGreaterThan(3600);
    expect(others).toEqual([]);

    const outcome = { action: 'complete', orderId: id, run: 1 };
    expect(await completeOrder(outcome, context)).toEqual({
      status: 'complete',
      orderType: 'new',
      error: '',
      cause: '',
    });
    expect(aws.calls.at(-1)?.input).toMatchObject({
      Entries: [{ EventBusName: 'acme-bus', Source: 'orders.acme', DetailType: 'order.completed' }],
    });
    await sweep({}, context);
    expect(log.published().find(({ name }) => name === 'OldestUnfinishedOrderAge')).toMatchObject({ value: 0 });
    expect(await send(submitOrder, { ...request, route: 'PUT /orders' })).toMatchObject({ status: 404 });
  });
});
