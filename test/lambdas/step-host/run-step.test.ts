import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StepEvent } from '../../../blueprint/wire/step-event.ts';
import type { JsonObject } from '../../../core/json.ts';
import { orderReferenceOf } from '../../../core/order/order-ids.ts';
import type { PluginContext } from '../../../core/plugin/plugin-context.ts';
import { createRememberedValues } from '../../../lambdas/step-host/remembered-values.ts';
import { type OrderWorld, startOrderWorld } from '../../helpers/order-world.ts';
import { type Behaviour, eventOf as eventIn, hostOf as hostIn, recordOf } from './host-world.ts';

let world: OrderWorld;
beforeAll(async () => {
  world = await startOrderWorld();
});
afterAll(() => world.close());

/** A plugin whose calls are counted, and the host around it. */
function hostOf(run: NonNullable<Behaviour['run']>) {
  const calls: PluginContext[] = [];
  const host = hostIn(world, {
    run: (context) => {
      calls.push(context);
      return run(context);
    },
  });
  return { host, calls };
}

const eventOf = async (step: Partial<StepEvent['step']> = {}, results: StepEvent['results'] = {}) => ({
  ...(await eventIn(world, step)),
  results,
});

describe('the options and the output of a plugin', () => {
  it('rejects an output over 16 KB and one that is not an object', async () => {
    const large = hostOf(async () => ({ output: { text: 'x'.repeat(17_000) } }));
    await expect(large.host(await eventOf())).rejects.toMatchObject({ name: 'PluginFailed' });
    const wrong = hostOf(async () => ({ output: [1] as unknown as JsonObject }));
    await expect(wrong.host(await eventOf())).rejects.toMatchObject({ name: 'PluginFailed' });
  });

  it('rejects options that the plugin does not know', async () => {
    const { host, calls } = hostOf(async () => ({ output: {} }));
    await expect(host(await eventOf({ options: { colour: 'red' } }))).rejects.toMatchObject({ name: 'PluginFailed' });
    expect(calls).toHaveLength(0);
  });
});

describe('a remembered value', () => {
  it('stays out of the records of an attempt that uses it after another attempt has replaced it', async () => {
    const remembered = createRememberedValues(Date.now);
    const replaced = Promise.withResolvers<void>();
    const token = (value: string) => async () => ({ value, seconds: 60 });
    const attempt = async (run: NonNullable<Behaviour['run']>) => {
      const event = await eventOf();
      await hostIn(world, { run }, { remembered })(event);
      return JSON.stringify(await recordOf(world, event));
    };

    const slow = attempt(async ({ log, remember }) => {
      const used = await remember('token', token('first-token-7f3a'));
      await replaced.promise;
      log.info(`The partner rejected ${used}`);
      return { output: {} };
    });
    const fast = attempt(async ({ forget, remember }) => {
      await remember('token', token('first-token-7f3a'));
      forget('token');
      await remember('token', token('second-token-91bc'));
      replaced.resolve();
      return { output: {} };
    });

    const [record] = await Promise.all([slow, fast]);
    expect(record).toContain('The partner rejected [redacted]');
    expect(record).not.toContain('first-token-7f3a');
  });
});

describe('when and select', () => {
  it('skips a step whose condition does not hold, and says why', async () => {
    const { host, calls } = hostOf(async () => ({ output: {} }));
    const event = await eventOf({ when: "order.country = 'FR'" });

    expect(await host(event)).toEqual({ outcome: 'skipped', output: {} });
    expect(await host(event)).toEqual({ outcome: 'skipped', output: {} });
    expect(calls).toHaveLength(0);
    expect(await world.steps.get(event.orderId, 'first')).toMatchObject({
      status: 'skipped',
      skipped: "when: order.country = 'FR' gave false",
    });
  });

  it.each([
    ["order.country = 'GB' and facts.orderType = 'new'", {}],
    ["results.crm.id = '001'", { crm: { id: '001' } }],
  ])('runs a step whose condition holds: %s', async (when, results) => {
    const { host } = hostOf(async () => ({ output: {} }));
    expect(await host(await eventOf({ when }, results))).toMatchObject({ outcome: 'succeeded' });
  });

  it('shows the plugin only the selected items, even a single one', async () => {
    const { host, calls } = hostOf(async () => ({ output: {} }));
    await host(await eventOf({ select: "order.orderItems[offer.path = '/offers2/Digital Monthly']" }));
    expect(calls[0]?.order.orderItems).toEqual([{ offer: { path: '/offers2/Digital Monthly' } }]);
  });

  it('shows the plugin the selected object in place of the order', async () => {
    const { host, calls } = hostOf(async () => ({ output: {} }));
    const event = await eventOf({ select: '{ "country": order.country }' });
    await host(event);
    const identity = { id: event.orderId, order_reference: orderReferenceOf(event.orderId), order_type: 'new' };
    expect(calls[0]?.order).toEqual({ ...identity, orderDate: expect.any(String), country: 'GB' });
  });

  it('shows plugins and expressions the id and the reference of the order', async () => {
    const { host, calls } = hostOf(async () => ({ output: {} }));
    const event = await eventOf({ when: '$contains(order.id, "order-") and $length(order.order_reference) = 12' });
    expect(await host(event)).toMatchObject({ outcome: 'succeeded' });
    const identity = { id: event.orderId, order_reference: orderReferenceOf(event.orderId) };
    expect(calls[0]?.order).toMatchObject({ ...identity, country: 'GB' });
  });

  it('skips a step for which nothing is selected', async () => {
    const { host } = hostOf(async () => ({ output: {} }));
    expect(await host(await eventOf({ select: "order.orderItems[offer.path = 'other']" }))).toMatchObject({
      outcome: 'skipped',
    });
  });

  it('fails a step whose expression fails, and records that', async () => {
    const { host, calls } = hostOf(async () => ({ output: {} }));
    const event = await eventOf({ when: 'order.country + 1 > 0' });
    await expect(host(event)).rejects.toMatchObject({ name: 'PluginFailed', code: 'expression_failed' });
    expect(calls).toHaveLength(0);
    expect(await world.steps.get(event.orderId, 'first')).toMatchObject({ status: 'failed' });
  });
});

describe('an order that is not processing', () => {
  it('rejects a step of an order that does not exist', async () => {
    const { host } = hostOf(async () => ({ output: {} }));
    const event = await eventOf();
    await expect(host({ ...event, orderId: `order-${'0'.repeat(32)}` })).rejects.toMatchObject({ name: 'StepRefused' });
  });

  it('rejects a step of another run, and one of an order that has ended', async () => {
    const { host, calls } = hostOf(async () => ({ output: {} }));
    const event = await eventOf();
    await expect(host({ ...event, run: 2 })).rejects.toMatchObject({ name: 'StepRefused' });
    await world.orders.changeStatus({
      orderId: event.orderId,
      run: 1,
      to: 'failed',
      events: [],
      at: world.now().toISOString(),
    });
    await expect(host(event)).rejects.toMatchObject({ name: 'StepRefused' });
    expect(calls).toHaveLength(0);
  });

  it('runs post-process steps of a complete order only', async () => {
    const { host } = hostOf(async () => ({ output: {} }));
    const event = await eventOf({ phase: 'postProcess' });
    await expect(host(event)).rejects.toMatchObject({ name: 'StepRefused' });
    await world.orders.changeStatus({
      orderId: event.orderId,
      run: 1,
      to: 'complete',
      events: [],
      at: world.now().toISOString(),
    });
    expect(await host(event)).toMatchObject({ outcome: 'succeeded' });
  });
});
