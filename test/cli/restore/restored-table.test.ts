import { afterEach, beforeEach, expect, it } from 'vitest';
import { createRestoredTable } from '../../../cli/restore/restored-table.ts';
import type { StepRecord } from '../../../core/order/order-record.ts';
import { type OrderWorld, startOrderWorld } from '../../helpers/order-world.ts';

let world: OrderWorld;
beforeEach(async () => {
  world = await startOrderWorld();
});
afterEach(() => world.close());

it('writes steps and runs once, and refuses an order that has changed', async () => {
  const table = createRestoredTable(world.client, world.table);
  const order = await world.submitted();
  const at = world.now().toISOString();
  const step: StepRecord = {
    stepId: 'first',
    plugin: 'first',
    service: 'test',
    status: 'succeeded',
    run: 1,
    leaseUntil: at,
    attempts: [{ run: 1, startedAt: at, outcome: 'succeeded' }],
  };
  await table.putStep(order.id, step, undefined);
  expect(await world.steps.get(order.id, 'first')).toMatchObject({ status: 'succeeded' });
  const changed = { name: 'OrderChanged', message: expect.stringContaining('Stop all functions') };
  await expect(table.putStep(order.id, step, undefined)).rejects.toMatchObject(changed);
  await expect(table.putStep(order.id, step, { ...step, status: 'unknown' })).rejects.toMatchObject(changed);

  const [run] = order.runs;
  const second = { ...(run ?? expect.unreachable()), number: 2 };
  await table.addRuns(order, [second], at);
  expect(await world.orders.get(order.id)).toMatchObject({
    status: 'processing',
    runs: [{ number: 1 }, { number: 2 }],
  });
  await expect(table.addRuns(order, [second], at)).rejects.toMatchObject(changed);
});
