import { ListExecutionsCommand, ListStateMachinesCommand, SFNClient } from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createTenantExecutions } from '../../../cli/restore/executions-since.ts';
import { type RunSince, restoreOrder } from '../../../cli/restore/restore-order.ts';
import { createRestoredTable } from '../../../cli/restore/restored-table.ts';
import type { RunEdition } from '../../../core/order/run-edition.ts';
import { type OrderWorld, startOrderWorld } from '../../helpers/order-world.ts';

const EDITION: RunEdition = { id: 'a.1', canary: true, machines: { default: 3, heal: 2 } };
const PREFIX = 'arn:aws:states:eu-west-1:000000000000:stateMachine:acme-';

let world: OrderWorld;
beforeEach(async () => {
  world = await startOrderWorld();
});
afterEach(() => world.close());

async function restored(editions: Readonly<Record<number, RunSince['edition']>>) {
  const order = await world.submitted();
  const [first] = order.runs;
  const runs = Object.entries(editions).map(([number, edition]) => ({
    ...(first ?? expect.unreachable()),
    number: Number(number),
    ...(edition !== undefined && { edition }),
  }));
  const found = await restoreOrder({ orderId: order.id, runs, evidence: [] }, 'The table was restored.', {
    orders: world.orders,
    steps: world.steps,
    table: createRestoredTable(world.client, world.table),
    recordAbnormalEnd: async () => 'held',
    recordHealed: vi.fn(),
    now: world.now,
  });
  const { runs: stored = [] } = (await world.orders.get(order.id)) ?? {};
  return { found, editions: stored.map(({ edition }) => edition) };
}

it('adds runs with the edition that they had', async () => {
  const { editions, found } = await restored({ 2: EDITION, 3: undefined });
  expect(editions).toEqual([undefined, EDITION, undefined]);
  expect(found.withoutEdition).toEqual([]);
});

it('says which runs it added without the edition that they had', async () => {
  // Nothing is known of the third run, but that there was one between two of editions.
  const { editions, found } = await restored({ 2: EDITION, 4: 'unknown' });
  expect(editions).toEqual([undefined, EDITION, undefined, undefined]);
  expect(found.withoutEdition).toEqual([3, 4]);
});

it('reads the version of the machine that an execution was started with', async () => {
  const sfn = new SFNClient({ region: 'eu-west-1' });
  const client = mockClient(sfn);
  const stateMachineArn = `${PREFIX}default`;
  client.on(ListStateMachinesCommand).resolves({
    stateMachines: [{ stateMachineArn, name: 'acme-default', type: 'STANDARD', creationDate: new Date(0) }],
  });
  const execution = {
    executionArn: 'arn',
    stateMachineArn,
    name: 'one',
    status: 'RUNNING',
    startDate: new Date(0),
  } as const;
  client.on(ListExecutionsCommand).resolves({
    executions: [{ ...execution, stateMachineVersionArn: `${stateMachineArn}:7` }, execution],
  });
  const found = await createTenantExecutions(sfn, PREFIX).since(new Date(0));
  expect(found.map(({ machine, version }) => [machine, version])).toEqual([
    ['default', 7],
    ['default', undefined],
  ]);
});
