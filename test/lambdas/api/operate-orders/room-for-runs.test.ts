import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { resolveSequence } from '../../../../core/config/resolve-sequence.ts';
import type { TenantConfig } from '../../../../core/config/tenant-config.ts';
import { newOrderId } from '../../../../core/order/order-ids.ts';
import { processEventsOf } from '../../../../lambdas/api/read-orders/process-events.ts';
import { newOrder } from '../../../../lambdas/api/submit-order/new-order.ts';
import { bytesToEnd, roomLeft } from '../../../../lambdas/order-store/order-room.ts';
import { createCompleteOrder } from '../../../../lambdas/run-outcome/complete-order.ts';
import { idlePlugin, type OrderWorld, SMALL_ORDER, startOrderWorld } from '../../../helpers/order-world.ts';
import { DECLINED, operation, runStep } from './operate-world.ts';

const STEPS = Array.from({ length: 8 }, (_, number) => `step-${number}`);

let world: OrderWorld;
let config: TenantConfig;
beforeEach(async () => {
  world = await startOrderWorld(STEPS.map((name) => idlePlugin(name)));
  config = {
    ...world.config,
    // Every second step is not critical.
    processOrder: world.config.processOrder.map((step, index) => ({ ...step, critical: index % 2 === 0 })),
    overrides: Array.from({ length: 20 }, (_, number) => ({
      name: `override-${number}`,
      match: { offerType: [`${'a-rather-long-offer-type-'.repeat(4)}${number}`] },
    })),
  };
});
afterEach(() => world.close());

const REASON = { reason: '€'.repeat(500) };

/** The longest message of a plugin, in the characters that take the most bytes. */
const LONG = '€'.repeat(4_000);

/** Stores an order of about this size. */
async function submitted(bytes: number): Promise<string> {
  const payload = { ...SMALL_ORDER, note: 'x'.repeat(bytes - 250) };
  const order = newOrder(newOrderId(), payload, resolveSequence(config, world.catalog, payload), world.now(), []);
  await world.orders.put(order);
  return order.id;
}

function operatorRoutes() {
  return operation(world, { currentSequence: async (order) => resolveSequence(config, world.catalog, order) });
}

/** Returns functions that record outcomes of steps as the state machine does. */
function outcomes(orderId: string, run: number, message: string) {
  const complete = createCompleteOrder(world);
  const failure = (step: string) => ({ step, error: 'PluginDeclined', cause: `declined: ${message}` });
  const steps = resolveSequence(config, world.catalog, SMALL_ORDER).sequence.steps;
  return {
    fail: (step: string) => complete({ action: 'fail', orderId, run, failure: failure(step) }),
    /** Makes everything go wrong that can: every non-critical step, the undo of every step, and then the run. */
    async failWorst() {
      for (const step of steps.filter(({ critical }) => !critical)) {
        const heal = { step, results: {} };
        await complete({ action: 'note-failure', orderId, run, failure: failure(step.id), heal });
      }
      for (const { id } of steps) await complete({ action: 'undo-failed', orderId, run, failure: failure(id) });
      return complete({ action: 'fail', orderId, run, failure: failure('step-0') });
    },
  };
}

describe('the runs of an order', () => {
  it('can end and be cancelled, however badly each of them fails, until there is no room for another', {
    timeout: 60_000,
  }, async () => {
    const id = await submitted(131_000);
    const { problem } = operatorRoutes();
    let runs = 0;
    let rejected = '';
    do {
      runs += 1;
      expect(await outcomes(id, runs, LONG).failWorst()).toMatchObject({ status: 'failed' });
      rejected = await problem(`/${id}/resume`, REASON);
    } while (rejected.startsWith('answered 202'));
    expect(rejected).toBe('409 order-not-resumable');
    expect(runs).toBeGreaterThan(2);
    expect(await problem(`/${id}/cancel`, REASON)).toMatch(/^answered 200/);
  });

  it('add no more to the order than the room reserved for their end', async () => {
    const id = await submitted(1_000);
    const before = await world.orders.get(id);
    await outcomes(id, 1, LONG).failWorst();
    const { send } = operatorRoutes();
    for (const step of (await world.orders.get(id))?.degraded ?? []) await send(`/${id}/steps/${step}/skip`, REASON);
    await send(`/${id}/cancel`, REASON);
    const after = await world.orders.get(id);
    if (before === undefined || after === undefined) throw new TypeError('Expected the order.');
    expect(after.events.map(({ type }) => type).toSorted()).toEqual(
      [
        ...Array(13).fill('order.error'),
        ...Array(4).fill('order.degraded'),
        ...Array(4).fill('order.healed'),
        ...['order.submitted', 'order.failed', 'order.cancelled'],
      ].toSorted(),
    );
    const added = roomLeft(before) - roomLeft(after);
    const kept = bytesToEnd(before.runs[0]?.steps ?? []);
    expect(added).toBeLessThan(kept);
    expect(added).toBeGreaterThan(kept / 2);
  });

  it('also limit the retry of a step, before anything is written to it', async () => {
    const id = await submitted(131_000);
    const order = await world.orders.get(id);
    if (order === undefined) throw new TypeError('Expected the order.');
    await runStep(world, order, 'step-0', { outcome: 'declined', error: DECLINED });
    await outcomes(id, 1, 'The card was declined.').fail('step-0');
    const event = { type: 'order.error', occurredAt: world.now().toISOString(), run: 1 } as const;
    const events = Array.from({ length: 210 }, () => ({ ...event, data: { message: 'e'.repeat(1000) } }));
    const at = event.occurredAt;
    expect(await world.orders.addEvents({ orderId: id, run: 1, events, at, after: 3 })).toBeDefined();
    const before = await world.orders.getWithSteps(id);
    expect(await operatorRoutes().problem(`/${id}/steps/step-0/retry`, { reason: 'New card.' })).toBe(
      '409 order-not-resumable',
    );
    expect(await world.orders.getWithSteps(id)).toEqual(before);
  });

  it('keep their steps and the reasons for their sequence, as of the start of each run', async () => {
    const id = await submitted(1_000);
    const first = config;
    const renamed = { ...first, overrides: first.overrides.slice(0, 3) };
    for (const [index, current] of [first, renamed, renamed].entries()) {
      await outcomes(id, index + 1, 'The card was declined.').fail('step-0');
      config = current;
      await operatorRoutes().send(`/${id}/resume`, { reason: 'The card was replaced.' });
    }
    const found = await world.orders.getWithSteps(id);
    if (found === undefined) throw new TypeError('Expected the order.');
    const events = processEventsOf(found);
    expect(
      events.map(({ sequence_why, plugins }) => [sequence_why.length, plugins.map((plugin) => plugin.id)]),
    ).toEqual([20, 20, 3, 3].map((count) => [count, STEPS]));
    expect(found.order.runs.map(({ number, outcome }) => [number, outcome])).toEqual([
      [1, 'failed'],
      [2, 'failed'],
      [3, 'failed'],
      [4, undefined],
    ]);
  });
});
