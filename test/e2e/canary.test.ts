import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { expect, it } from 'vitest';
import type { OrderView, ResponseBody } from '../../blueprint/routes/response-schemas.ts';
import { orderKey } from '../../core/order/order-keys.ts';
import type { OrderRecord } from '../../core/order/order-record.ts';
import newOrder from '../../examples/new-order.json' with { type: 'json' };
import { recordEdition, type SystemClients, withClients } from '../helpers/record-edition.ts';
import { startTestSystem, type TestSystem } from '../helpers/start-test-system.ts';

const STEP = { name: 'platformEvents', critical: true };
const TENANT = { tenant: 'canary', aws: { canary: { percent: 50 } }, processOrder: [STEP] };
const CHANGED = { ...TENANT, processOrder: [STEP, { ...STEP, id: 'again' }] };

async function withEdition(
  dataDir: string,
  tenant: typeof TENANT,
  edition: string,
  act: (system: TestSystem, clients: SystemClients) => Promise<void>,
): Promise<void> {
  const system = await startTestSystem({ tenant, dataDir });
  try {
    await withClients(system, async (clients) => {
      await recordEdition(clients, 'canary', dataDir, edition);
      await act(system, clients);
    });
  } finally {
    await system.close();
  }
}

async function machineVersion({ table }: SystemClients, id: string): Promise<number | undefined> {
  const { Item } = await table.send(new GetCommand({ TableName: 'canary-orders', Key: orderKey(id) }));
  return (Item as OrderRecord | undefined)?.runs[0]?.edition?.machines.default;
}

it('runs a share of new orders by the deployed edition, all others by the current one, and says which got which', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'canary-'));
  try {
    // Nothing has read the rollout yet: functions trust what they have read for ten seconds.
    await withEdition(dataDir, TENANT, 'a', async () => undefined);
    await withEdition(dataDir, CHANGED, 'b', async (system, clients) => {
      const seen = new Map<string, string[]>([
        ['a', []],
        ['b', []],
      ]);
      // The edition of an order depends on its id only, and that on its key.
      for (const key of ['k1', 'k2', 'k3', 'k4', 'k5', 'k6']) {
        const send = () => system.api('POST', '/orders', newOrder, { prefer: 'wait=20', 'idempotency-key': key });
        const order = (await send()).body as OrderView;
        const { edition } = order;
        const steps = order.steps.map(({ id, status }) => `${id} ${status}`);
        expect([order.status, edition?.id, await machineVersion(clients, order.id), steps]).toEqual(
          edition?.candidate === true
            ? ['complete', 'b', 2, ['platformEvents succeeded', 'again succeeded']]
            : ['complete', 'a', 1, ['platformEvents succeeded']],
        );
        expect(((await send()).body as OrderView).id).toBe(order.id);
        const { items } = (await system.api('GET', `/orders/${order.id}/process-events`))
          .body as ResponseBody<'ProcessEventList'>;
        expect(items.map((run) => run.edition)).toEqual([edition]);
        seen.get(edition?.id ?? '')?.push(order.id);
      }
      for (const [edition, ids] of seen) {
        expect(ids.length).toBeGreaterThan(0);
        const { items } = (await system.api('GET', `/orders?edition=${edition}`)).body as ResponseBody<'OrderList'>;
        expect(items.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
      }
      const report = (await system.api('GET', '/config/editions')).body as ResponseBody<'EditionReport'>;
      const ended = { failed: 0, held: 0, cancelled: 0, under_way: 0 };
      const of = (edition: string) => ({
        edition,
        count: seen.get(edition)?.length,
        complete: seen.get(edition)?.length,
        ...ended,
      });
      expect(report).toMatchObject({ current: 'a', candidate: { id: 'b', percent: 50 }, orders: 6, complete: true });
      expect(report.events.map(({ type, edition, by }) => [type, edition, by])).toEqual([
        ['offered', 'b', 'ada'],
        ['deployed', 'a', 'ada'],
      ]);
      expect(report.runs.toSorted((one, other) => (String(one.edition) < String(other.edition) ? -1 : 1))).toEqual([
        of('a'),
        of('b'),
      ]);
    });
  } finally {
    await rm(dataDir, { recursive: true });
  }
}, 60_000);
