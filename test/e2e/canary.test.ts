import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SFNClient } from '@aws-sdk/client-sfn';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { expect, it } from 'vitest';
import type { OrderView } from '../../blueprint/routes/response-schemas.ts';
import { orderKey } from '../../core/order/order-keys.ts';
import type { OrderRecord } from '../../core/order/order-record.ts';
import type { RunEdition } from '../../core/order/run-edition.ts';
import newOrder from '../../examples/new-order.json' with { type: 'json' };
import { createEditionStore } from '../../lambdas/editions/edition-store.ts';
import { createRecordEdition } from '../../lambdas/editions/record-edition.ts';
import { readBuilt } from '../../lambdas/order-runs/current-sequence.ts';
import { readTenantConfig } from '../../lambdas/runtime/read-tenant-config.ts';
import { createPublishVersion } from '../../lambdas/step-functions.ts';
import { startTestSystem, type TestSystem } from '../helpers/start-test-system.ts';

const STEP = { name: 'platformEvents', critical: true };
const TENANT = { tenant: 'canary', aws: { canary: { percent: 50 } }, processOrder: [STEP] };
const CHANGED = { ...TENANT, processOrder: [STEP, { ...STEP, id: 'again' }] };
const PREFIX = 'arn:aws:states:eu-west-1:000000000000:stateMachine:canary-';

/** Records an edition of what runs, as the sweeper does on AWS. */
async function withEdition(
  dataDir: string,
  tenant: typeof TENANT,
  edition: string,
  act: (system: TestSystem, recordedRun: (id: string) => Promise<RunEdition | undefined>) => Promise<void>,
): Promise<void> {
  const system = await startTestSystem({ tenant, dataDir });
  const aws = { endpoint: system.runtime.awsUrl, region: 'eu-west-1', credentials: system.runtime.awsAccessKey };
  const table = DynamoDBDocumentClient.from(new DynamoDBClient(aws));
  const machines = new SFNClient(aws);
  try {
    const configFile = join(dataDir, 'tenant.json');
    await createRecordEdition({
      editions: createEditionStore(table, 'canary-orders'),
      publishVersion: createPublishVersion(machines, PREFIX),
      edition,
      percent: 50,
      by: null,
      readBuilt: async () => readBuilt(configFile, await readTenantConfig(configFile)),
      now: () => new Date(),
    })();
    await act(system, async (id) => {
      const { Item } = await table.send(new GetCommand({ TableName: 'canary-orders', Key: orderKey(id) }));
      return (Item as OrderRecord | undefined)?.runs[0]?.edition;
    });
  } finally {
    machines.destroy();
    table.destroy();
    await system.close();
  }
}

it('runs a share of new orders by the deployed edition, and all others by the versions of the current one', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'canary-'));
  try {
    // Nothing has read the rollout yet: functions trust what they have read for ten seconds.
    await withEdition(dataDir, TENANT, 'a', async () => undefined);
    await withEdition(dataDir, CHANGED, 'b', async (system, recordedRun) => {
      const seen = new Set<string>();
      // The edition of an order depends on its id only, and that on its key.
      for (const key of ['k1', 'k2', 'k3', 'k4', 'k5', 'k6']) {
        const send = () => system.api('POST', '/orders', newOrder, { prefer: 'wait=20', 'idempotency-key': key });
        const order = (await send()).body as OrderView;
        const edition = await recordedRun(order.id);
        const steps = order.steps.map(({ id, status }) => `${id} ${status}`);
        expect([order.status, edition?.id, edition?.canary, edition?.machines.default, steps]).toEqual(
          edition?.canary === true
            ? ['complete', 'b', true, 2, ['platformEvents succeeded', 'again succeeded']]
            : ['complete', 'a', false, 1, ['platformEvents succeeded']],
        );
        expect(((await send()).body as OrderView).id).toBe(order.id);
        seen.add(edition?.id ?? 'none');
      }
      expect([...seen].toSorted()).toEqual(['a', 'b']);
    });
  } finally {
    await rm(dataDir, { recursive: true });
  }
}, 60_000);
