import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OrderRecord } from '../../../../core/order/order-record.ts';
import { type OrderWorld, startOrderWorld } from '../../../helpers/order-world.ts';
import { endedBadly, LOST, operation, ran, refusalIn, sequenceBy } from './operate-world.ts';

let world: OrderWorld;
beforeEach(async () => {
  world = await startOrderWorld();
});
afterEach(() => world.close());

const OUTPUT = { output: { entitlement: 'E-1' } };
const ERROR = { error: { code: 'card_declined', message: 'The card was declined.' } };

/** A tenant whose second step waits for its callback. */
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

/** Makes the second step wait as its host does: the call is made, and the token is kept. */
async function waits(order: OrderRecord): Promise<void> {
  await ran(world, order, 'second', { outcome: 'running' });
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
  it('passes on a sign of life of a step that waits, which goes on waiting', async () => {
    const order = await processing();
    await waits(order);
    const { calls, send } = operation(world, waiting());
    for (let beats = 0; beats < 2; beats += 1)
      expect(await send(`/${order.id}/steps/second/callback`, { heartbeat: true })).toMatchObject({
        status: 200,
        body: { step: 'second', status: 'waiting' },
      });
    expect(calls).toEqual(['beat T-1', 'beat T-1']);
    expect(await world.steps.get(order.id, 'second')).toMatchObject({ status: 'waiting' });
  });

  it('refuses a sign of life of a step that nobody waits for', async () => {
    const order = await processing();
    const path = `/${order.id}/steps/second/callback`;
    const { refusal } = operation(world, waiting());
    expect(await refusal(path, { heartbeat: true })).toBe('409 callback-not-expected');
    await waits(order);
    const over = operation(world, { ...waiting(), sendTaskHeartbeat: async () => false });
    expect(await over.refusal(path, { heartbeat: true })).toBe('409 callback-not-expected');
  });

  it('ends a step that waits, on the record first and then in the state machine', async () => {
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

  it('ends it as declined with what the customer may read, when the other system says no', async () => {
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

  it('keeps an answer that comes before the step waits: before its attempt, and during it', async () => {
    for (const begun of [false, true]) {
      const order = await processing();
      if (begun) await ran(world, order, 'second', { outcome: 'running' });
      const { calls, send, refusal } = operation(world, waiting());
      const path = `/${order.id}/steps/second/callback`;
      expect((await send(path, OUTPUT)).body).toEqual({ step: 'second', status: 'kept' });
      expect(await refusal(path, ERROR)).toBe('409 callback-answered');
      expect(await world.steps.get(order.id, 'second')).toMatchObject({
        status: begun ? 'running' : 'pending',
        answer: OUTPUT,
      });
      expect(calls).toEqual([]);
    }
  });

  it('ends a step that waits by no other answer than the one that was kept for it', async () => {
    const order = await processing();
    await ran(world, order, 'second', { outcome: 'running' });
    const { calls, refusal, send } = operation(world, waiting());
    const path = `/${order.id}/steps/second/callback`;
    expect((await send(path, OUTPUT)).body).toMatchObject({ status: 'kept' });
    // The host has called, and not yet ended the step.
    await hasCalled(order);
    expect(await refusal(path, ERROR)).toBe('409 callback-answered');
    expect(await world.steps.get(order.id, 'second')).toMatchObject({ status: 'waiting', answer: OUTPUT });
    expect(calls).toEqual([]);
    expect((await send(path, OUTPUT)).body).toMatchObject({ status: 'succeeded' });
    expect(calls).toEqual(['task T-1 succeeded']);
  });

  it.each(['{"amount":1e300}', '{"":{"a":""}}', `{"deep":${'['.repeat(29)}${']'.repeat(29)}}`])(
    'keeps an answer as it was sent, whatever the table could not hold: %s',
    async (sent) => {
      const order = await processing();
      const { send } = operation(world, waiting());
      const { body } = await send(`/${order.id}/steps/second/callback`, undefined, { body: `{"output":${sent}}` });
      expect(body).toMatchObject({ status: 'kept' });
      expect((await world.steps.get(order.id, 'second'))?.answer).toEqual({ output: JSON.parse(sent) });
    },
  );

  it('refuses a second answer, the same or another', async () => {
    const order = await processing();
    await waits(order);
    const told: string[] = [];
    const sendTaskResult = async (token: string) => told.push(token) === 1;
    const { refusal } = operation(world, { ...waiting(), sendTaskResult });
    const path = `/${order.id}/steps/second/callback`;
    expect(await refusal(path, OUTPUT)).toMatch(/^answered 200/);
    expect(await refusal(path, ERROR)).toBe('409 callback-answered');
    expect(await refusal(path, OUTPUT)).toBe('409 callback-answered');
    expect(await world.steps.get(order.id, 'second')).toMatchObject({ status: 'succeeded', ...OUTPUT });
  });

  it('tells the state machine on a repeat when the first answer ended before that', async () => {
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

  it('tells the state that waits now, when a resume crosses the answer and brings a token of its own', async () => {
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

  it('takes one of two answers at once', async () => {
    const order = await processing();
    await waits(order);
    let told = 0;
    const sendTaskResult = async () => {
      told += 1;
      return told === 1;
    };
    const { send } = operation(world, { ...waiting(), sendTaskResult });
    const path = `/${order.id}/steps/second/callback`;
    const answers = await Promise.all([OUTPUT, ERROR].map((body) => refusalIn(send(path, body))));
    expect(answers.toSorted()).toEqual(['409 callback-answered', expect.stringMatching(/^answered 200/)]);
    expect(told).toBe(1);
  });

  it('counts an answer that comes after the state machine gave up: the next run finds it', async () => {
    const { id } = await endedBadly(world, 'held', { outcome: 'unknown', error: LOST });
    const { send } = operation(world, waiting());
    expect((await send(`/${id}/steps/second/callback`, OUTPUT)).body).toMatchObject({ status: 'succeeded' });
    expect(await world.steps.get(id, 'second')).toMatchObject({ status: 'succeeded', ...OUTPUT });
  });

  it('heals an order that went on before the answer came, once, and not when the answer is a no', async () => {
    for (const [answer, degraded, told] of [
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
      expect(events?.map(({ type }) => type).filter((type) => type === 'order.healed')).toEqual(told);
    }
  });

  it.each([
    ['heals', 'answered', OUTPUT, [], ['order.healed']],
    ['does not heal', 'declined', ERROR, ['second'], []],
  ] as const)('%s an order that went on between its read and the write of what was %s', async (...row) => {
    const [, , answer, degraded, told] = row;
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
    expect(events?.map(({ type }) => type).filter((type) => type === 'order.healed')).toEqual(told);
  });

  it('refuses an answer to a step that waits for none, or that is not there', async () => {
    const order = await processing();
    const { refusal } = operation(world, waiting());
    expect(await refusal(`/${order.id}/steps/first/callback`, OUTPUT)).toBe('409 callback-not-expected');
    expect(await refusal(`/${order.id}/steps/third/callback`, OUTPUT)).toBe('404 step-not-found');
    const failed = await endedBadly(world, 'failed', { outcome: 'failed', error: LOST });
    expect(await refusal(`/${failed.id}/steps/second/callback`, OUTPUT)).toBe('409 callback-not-expected');
  });

  it.each([
    [{}, '400 invalid-request '],
    [{ ...OUTPUT, ...ERROR }, '400 invalid-request '],
    [{ output: 'done' }, '400 invalid-request output'],
    [{ output: { text: 'x'.repeat(16_400) } }, '400 invalid-request output'],
    [{ error: { code: 'a b', message: '' } }, '400 invalid-request error.code error.message'],
  ])('refuses the answer %j', async (body, refused) => {
    const order = await processing();
    await waits(order);
    const { calls, refusal } = operation(world, waiting());
    expect(await refusal(`/${order.id}/steps/second/callback`, body)).toBe(refused);
    expect(calls).toEqual([]);
  });
});
