import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { BatchWriteCommand, DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import { expect, it, onTestFinished } from 'vitest';
import { erasuresSince } from '../../../cli/restore/erasures-since.ts';
import { openRestored } from '../../../cli/restore/open-restored.ts';
import type { RestoredOrder } from '../../../cli/restore/restore-order.ts';
import { restoreOrders } from '../../../cli/restore/restore-orders.ts';
import { buildSequences } from '../../../core/config/build-sequences.ts';
import { parseTenantConfig } from '../../../core/config/check-tenant-config.ts';
import { pluginCatalog } from '../../../plugins/registry.ts';
import { playRestore } from '../../e2e/restore-scenario.ts';
import { SCENARIO_TENANT } from '../../e2e/scenario-target.ts';
import { singleMachineTarget } from '../../e2e/single-machine-target.ts';
import { startTestSystem } from '../../helpers/start-test-system.ts';

const TABLE = `${SCENARIO_TENANT.tenant}-orders`;
const BATCH = 25;

type Item = Record<string, unknown>;

async function items(client: DynamoDBDocumentClient): Promise<readonly Item[]> {
  const found: Item[] = [];
  for await (const { Items = [] } of paginateScan({ client }, { TableName: TABLE })) found.push(...Items);
  return found;
}

async function write(client: DynamoDBDocumentClient, requests: readonly object[]): Promise<void> {
  for (let from = 0; from < requests.length; from += BATCH)
    await client.send(new BatchWriteCommand({ RequestItems: { [TABLE]: requests.slice(from, from + BATCH) } }));
}

it('every order ends after the table went back, with each effect once', { timeout: 90_000 }, async () => {
  const system = await startTestSystem({ tenant: SCENARIO_TENANT, timeScale: 5 });
  onTestFinished(() => system.close());
  const target = singleMachineTarget(system);
  onTestFinished(() => target.stepFunctions.destroy());
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(target.aws), {
    marshallOptions: { removeUndefinedValues: true },
  });
  const eventBridge = new EventBridgeClient(target.aws);
  onTestFinished(() => client.destroy());
  onTestFinished(() => eventBridge.destroy());
  const catalog = pluginCatalog();
  const config = parseTenantConfig(JSON.stringify(SCENARIO_TENANT), 'demo.json', catalog);
  const clients = { dynamoDb: client, eventBridge, stepFunctions: target.stepFunctions };
  const ports = await openRestored({ config, sequences: buildSequences(config, catalog) }, clients);
  let backup: readonly Item[] = [];
  let since = new Date();

  await playRestore({
    target,
    async backUp() {
      backup = await items(client);
      since = new Date();
    },
    async restore() {
      await write(
        client,
        (await items(client)).map(({ pk, sk }) => ({ DeleteRequest: { Key: { pk, sk } } })),
      );
      await write(
        client,
        backup.map((Item) => ({ PutRequest: { Item } })),
      );
    },
    async recordOrders() {
      const restored: RestoredOrder[] = [];
      const lost = await restoreOrders(since, { ...ports, onRestored: (order) => restored.push(order) });
      return { restored, lost };
    },
    async open() {
      const { certificates, unknown } = await erasuresSince(since, ports.executions);
      expect([certificates.length, unknown]).toEqual([1, []]);
      const { orders } = certificates[0] ?? expect.unreachable();
      const { body } = await system.api('POST', '/erasures', { orderIds: orders.erased, reason: 'Replay.' });
      const { id } = body as { id: string };
      const status = async () => ((await system.api('GET', `/erasures/${id}`)).body as { status: string }).status;
      await expect.poll(status, { timeout: 20_000 }).toBe('complete');
    },
  });
});
