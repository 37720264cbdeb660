import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OrderRecord } from '../../../../core/order/order-record.ts';
import { type OrderWorld, startOrderWorld } from '../../../helpers/order-world.ts';
import { failedOrHeldOrder, LOST, operation, problemIn, runStep, sequenceBy } from './operate-world.ts';

let world: OrderWorld;
beforeEach(async () => {
  world = await startOrderWorld();
});
afterEach(() => world.close());

const OUTPUT = { output: { entitlement: 'E-1' } };
const ERROR = { error: { code: 'card_declined', message: 'The card was declined.' } };

/** Returns the ports of a tenant whose second step waits for its callback. */
function waiting() {
  const [first, second] = world.config.processOrder;
  if (first === undefined || second === undefined) throw new TypeError('Expected two steps.');
  const callback = { timeoutSeconds: 60 };
  const processOrder = [first, { ...second, waitFor: 'callback' as const, callback }];
  return { currentSequence: sequenceBy(world, { processOrder }) };
}

async function processing(): Promise<OrderRecord> {
  const order = await world.submitted();
  const at = world.now().toISOString();
  await world.orders.changeStatus({ orderId: order.id, run: 1, to: 'processing', events: [], at });
  return order;
}

/** Makes the second step wait as its host does: after the call, with a task token. */
async function waits(order: OrderRecord): Promise<void> {
  await runStep(world, order, 'second', { outcome: 'running' });
  await hasCalled(order);
}

async function hasCalled(order: OrderRecord): Promise<void> {
  await world.client.send(
    new UpdateCommand({
      TableName: world.table,
      Key: { pk: order.id, sk: 'step#second' },
      UpdateExpression: 'SET #status = :waiting, attempts[0].outcome = :waiting, taskToken = :token',
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: { ':waiting': 'waiting', ':token': 'T-1' },
    }),
  );
}

describe('POST /orders/{id}/steps/{step}/callback', () => {
  it('forwards a heartbeat of a waiting step, which keeps waiting', async () => {
    const order = await processing();
    await waits(order);
    const { calls, send } = operation(world, waiting());
    for (let times = 0; times < 2; times += 1)
      expect(await send(`/${order.id}/steps/second/callback`, { heartbeat: true })).toMatchObject({
        status: 200,
        body: { step: 'second', status: 'waiting' },
      });
    expect(calls).toEqual(['heartbeat T-1', 'heartbeat T-1']);
    expect(await world.steps.get(order.id, 'second')).toMatchObject({ status: 'waiting' });
  });

  it('rejects a heartbeat of a step that is not waiting', async () => {
    const order = await processing();
    const path = `/${order.id}/steps/second/callback`;
    const { problem } = operation(world, waiting());
    expect(await problem(path, { heartbeat: true })).toBe('409 callback-not-expected');
    await waits(order);
    const over = operation(world, { ...waiting(), sendTaskHeartbeat: async () => false });
    expect(await over.problem(path, { heartbeat: true })).toBe('409 callback-not-expected');
  });

  it('ends a waiting step in its record first, then in the state machine', async () => {
    const order = await processing();
    await waits(order);
    const { calls, send } = operation(world, waiting());
    const answer = await send(`/${order.id}/steps/second/callback`, OUTPUT);
    expect(answer).toMatchObject({ status: 200, body: { step: 'second', status: 'succeeded' } });
    expect(calls).toEqual(['task T-1 succeeded']);
    expect(await world.steps.get(order.id, 'second')).toMatchObject({
      status: 'succeeded',
      ...OUTPUT,
      attempts: [{ outcome: 'succeeded' }],
    });
  });

  it('ends it as declined, with a message for the customer, if the other system declines', async () => {
    const order = await processing();
    await waits(order);
    const { calls, send } = operation(world, waiting());
    expect((await send(`/${order.id}/steps/second/callback`, ERROR)).body).toMatchObject({ status: 'declined' });
    expect(calls).toEqual(['task T-1 declined']);
    expect(await world.steps.get(order.id, 'second')).toMatchObject({
      status: 'declined',
      attempts: [{ outcome: 'declined', error: { name: 'PluginDeclined', publicMessage: ERROR.error.message } }],
    });
  });

  it('keeps an answer that arrives before the step waits, before or during its attempt', async () => {
    for (const begun of [false, true]) {
      const order = await processing();
      if (begun) await runStep(world, order, 'second', { outcome: 'running' });
      const { calls, send, problem } = operation(world, waiting());
      const path = `/${order.id}/steps/second/callback`;
      expect((await send(path, OUTPUT)).body).toEqual({ step: 'second', status: 'kept' });
      expect(await problem(path, ERROR)).toBe('409 callback-answered');
      expect(await world.steps.get(order.id, 'second')).toMatchObject({
        status: begun ? 'running' : 'pending',
        answer: OUTPUT,
      });
      expect(calls).toEqual([]);
    }
  });

  it('ends a waiting step only with the answer that was kept for it', async () => {
    const order = await processing();
    await runStep(world, order, 'second', { outcome: 'running' });
    const { calls, problem, send } = operation(world, waiting());
    const path = `/${order.id}/steps/second/callback`;
    expect((await send(path, OUTPUT)).body).toMatchObject({ status: 'kept' });
    // The host has made the call, but has not ended the step yet.
    await hasCalled(order);
    expect(await problem(path, ERROR)).toBe('409 callback-answered');
    expect(await world.steps.get(order.id, 'second')).toMatchObject({ status: 'waiting', answer: OUTPUT });
    expect(calls).toEqual([]);
    expect((await send(path, OUTPUT)).body).toMatchObject({ status: 'succeeded' });
    expect(calls).toEqual(['task T-1 succeeded']);
  });

  it.each(['{"amount":1e300}', '{"":{"a":""}}', `{"deep":${'['.repeat(29)}${']'.repeat(29)}}`])(
    'keeps an answer exactly as sent, even if the table could not store it as a map: %s',
    async (sent) => {
      const order = await processing();
      const { send } = operation(world, waiting());
      const { body } = await send(`/${order.id}/steps/second/callback`, undefined, { body: `{"output":${sent}}` });
      expect(body).toMatchObject({ status: 'kept' });
      expect((await world.steps.get(order.id, 'second'))?.answer).toEqual({ output: JSON.parse(sent) });
    },
  );

  it('rejects a second answer, the same or different', async () => {
    const order = await processing();
    await waits(order);
    const notified: string[] = [];
    const sendTaskResult = async (token: string) => notified.push(token) === 1;
    const { problem } = operation(world, { ...waiting(), sendTaskResult });
    const path = `/${order.id}/steps/second/callback`;
    expect(await problem(path, OUTPUT)).toMatch(/^answered 200/);
    expect(await problem(path, ERROR)).toBe('409 callback-answered');
    expect(await problem(path, OUTPUT)).toBe('409 callback-answered');
    expect(await world.steps.get(order.id, 'second')).toMatchObject({ status: 'succeeded', ...OUTPUT });
  });

  it('notifies the state machine on a repeat if the first request failed before that', async () => {
    const order = await processing();
    await waits(order);
    const failing = async () => {
      throw new Error('no connection');
    };
    const path = `/${order.id}/steps/second/callback`;
    await expect(operation(world, { ...waiting(), sendTaskResult: failing }).send(path, OUTPUT)).rejects.toThrow();
    const { calls, send } = operation(world, waiting());
    expect((await send(path, OUTPUT)).body).toMatchObject({ status: 'succeeded' });
    expect(calls).toEqual(['task T-1 succeeded']);
  });

  it('notifies the state that is now waiting if a resume replaces the token during the request', async () => {
    const order = await processing();
    await waits(order);
    const step = { id: 'second', name: 'second', service: 'test', effect: 'at-most-once' } as const;
    const operatorSteps = {
      ...world.operatorSteps,
      async endWait(...wait: Parameters<typeof world.operatorSteps.endWait>) {
        expect(await world.steps.replaceTaskToken({ orderId: order.id, run: 2, step, taskToken: 'T-2' })).toBe(true);
        return world.operatorSteps.endWait(...wait);
      },
    };
    const { calls, send } = operation(world, { ...waiting(), operatorSteps });
    expect((await send(`/${order.id}/steps/second/callback`, OUTPUT)).body).toMatchObject({ status: 'succeeded' });
    expect(calls).toEqual(['task T-2 succeeded']);
  });

  it('accepts one of two concurrent answers', async () => {
    const order = await processing();
    await waits(order);
    let notified = 0;
    const sendTaskResult = async () => {
      notified += 1;
      return notified === 1;
    };
    const { send } = operation(world, { ...waiting(), sendTaskResult });
    const path = `/${order.id}/steps/second/callback`;
    const answers = await Promise.all([OUTPUT, ERROR].map((body) => problemIn(send(path, body))));
    expect(answers.toSorted()).toEqual(['409 callback-answered', expect.stringMatching(/^answered 200/)]);
    expect(notified).toBe(1);
  });

  it('keeps an answer for the next run if it arrives after the state machine gave up', async () => {
    const { id } = await failedOrHeldOrder(world, 'held', { outcome: 'unknown', error: LOST });
    const { send } = operation(world, waiting());
    expect((await send(`/${id}/steps/second/callback`, OUTPUT)).body).toMatchObject({ status: 'succeeded' });
    expect(await world.steps.get(id, 'second')).toMatchObject({ status: 'succeeded', ...OUTPUT });
  });

  it('heals an order that continued before the answer, once, and not if the answer is an error', async () => {
    for (const [answer, degraded, published] of [
      [OUTPUT, [], ['order.healed']],
      [ERROR, ['second'], []],
    ] as const) {
      const order = await processing();
      await waits(order);
      const at = world.now().toISOString();
      await world.orders.degrade({ orderId: order.id, run: 1, step: 'second', events: [], at });
      const { send } = operation(world, waiting());
      for (let times = 0; times < 2; times += 1) await send(`/${order.id}/steps/second/callback`, answer);
      const { degraded: left, events } = (await world.orders.get(order.id)) ?? {};
      expect(left).toEqual(degraded);
      expect(events?.map(({ type }) => type).filter((type) => type === 'order.healed')).toEqual(published);
    }
  });

  it.each([
    ['heals', 'an output', OUTPUT, [], ['order.healed']],
    ['does not heal', 'an error', ERROR, ['second'], []],
  ] as const)('%s an order that continued between its read and the write of %s', async (...row) => {
    const [, , answer, degraded, published] = row;
    const order = await processing();
    await waits(order);
    const getWithSteps = async (id: string) => {
      const read = await world.orders.getWithSteps(id);
      const at = world.now().toISOString();
      if (read?.order.degraded.length === 0)
        await world.orders.degrade({ orderId: id, run: 1, step: 'second', events: [], at });
      return read;
    };
    const { send } = operation(world, { ...waiting(), orders: { ...world.orders, getWithSteps } });
    expect(await send(`/${order.id}/steps/second/callback`, answer)).toMatchObject({ status: 200 });
    const { degraded: left, events } = (await world.orders.get(order.id)) ?? {};
    expect(left).toEqual(degraded);
    expect(events?.map(({ type }) => type).filter((type) => type === 'order.healed')).toEqual(published);
  });

  it('rejects an answer to a step that does not wait for one, or does not exist', async () => {
    const order = await processing();
    const { problem } = operation(world, waiting());
    expect(await problem(`/${order.id}/steps/first/callback`, OUTPUT)).toBe('409 callback-not-expected');
    expect(await problem(`/${order.id}/steps/third/callback`, OUTPUT)).toBe('404 step-not-found');
    const failed = await failedOrHeldOrder(world, 'failed', { outcome: 'failed', error: LOST });
    expect(await problem(`/${failed.id}/steps/second/callback`, OUTPUT)).toBe('409 callback-not-expected');
  });

  it.each([
    [{}, '400 invalid-request '],
    [{ ...OUTPUT, ...ERROR }, '400 invalid-request '],
    [{ output: 'done' }, '400 invalid-request output'],
    [{ output: { text: 'x'.repeat(16_400) } }, '400 invalid-request output'],
    [{ error: { code: 'a b', message: '' } }, '400 invalid-request error.code error.message'],
  ])('rejects the answer %j', async (body, rejected) => {
    const order = await processing();
    await waits(order);
    const { calls, problem } = operation(world, waiting());
    expect(await problem(`/${order.id}/steps/second/callback`, body)).toBe(rejected);
    expect(calls).toEqual([]);
  });
});
