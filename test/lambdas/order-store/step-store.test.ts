import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newOrderId } from '../../../core/order/order-ids.ts';
import { stepKey } from '../../../core/order/order-keys.ts';
import type { AttemptRecord, StepRecord } from '../../../core/order/order-record.ts';
import { fitAttempt } from '../../../lambdas/order-store/shorten-attempts.ts';
import { createStepStore, type StepEnding } from '../../../lambdas/order-store/step-store.ts';
import { type OrderWorld, startOrderWorld } from '../../helpers/order-world.ts';
import { largeAttempt } from './large-attempt.ts';

let world: OrderWorld;
beforeAll(async () => {
  world = await startOrderWorld();
});
afterAll(() => world.close());

const NOW = '2026-03-02T09:30:00.000Z';

async function claim(orderId: string): Promise<StepRecord> {
  const step = { id: 'first', name: 'first', service: 'test', effect: 'idempotent' } as const;
  const claimed = await world.steps.claim({ orderId, run: 1, step, now: NOW, leaseUntil: '2026-03-02T09:29:00.000Z' });
  if (claimed === undefined) throw new TypeError('Expected to get the claim.');
  return claimed;
}

const attemptOf = (changes: Partial<AttemptRecord>): AttemptRecord => ({
  run: 1,
  startedAt: NOW,
  outcome: 'succeeded',
  ...changes,
});

describe('finish', () => {
  it.each([
    ['compressed, as each KB of a write costs', {}, expect.any(Uint8Array)],
    [
      'as JSON in a table that compresses items itself',
      { compressesItems: true },
      expect.stringContaining('"callouts":['),
    ],
  ])('stores callouts and logs %s', async (_, field, detail) => {
    const client = Object.assign(Object.create(world.client) as typeof world.client, field);
    const steps = createStepStore(client, world.table);
    const orderId = newOrderId();
    const attempt = { ...largeAttempt(1, 10), outcome: 'succeeded' } as const;
    await steps.finish({ orderId, claimed: await claim(orderId), attempt, mayBeAnswered: false });

    const Key = stepKey(orderId, 'first');
    const { Item } = await client.send(new GetCommand({ TableName: world.table, Key }));
    expect(Item?.attempts).toMatchObject([{ outcome: 'succeeded', detail }]);
    expect(await world.steps.get(orderId, 'first')).toMatchObject({ attempts: [attempt] });
    expect((await steps.get(orderId, 'first'))?.attempts[0]?.callouts).toEqual(attempt.callouts);
  });

  it('stores the outcome, the output and the whole record, whatever its keys', async () => {
    const orderId = newOrderId();
    const claimed = await claim(orderId);
    const output = JSON.parse('{"":"","big":12345678901234567890123,"none":null,"list":[{"__proto__":1}]}');
    const attempt = { ...largeAttempt(1, 10), outcome: 'succeeded', durationMs: 12 } as const;

    expect(await world.steps.finish({ orderId, claimed, attempt, output })).toMatchObject({ output });

    const record = await world.steps.get(orderId, 'first');
    expect(JSON.stringify(record?.output)).toBe(JSON.stringify(output));
    expect(record).toMatchObject({ status: 'succeeded', attempts: [attempt] });
  });

  it.each<Partial<StepEnding>>([
    { output: { n: 1 } },
    { attempt: attemptOf({ outcome: 'declined', callouts: [], logs: [] }) },
    { startsGeneration: true, attempt: attemptOf({ outcome: 'failed', durationMs: 1 }) },
    { status: 'unknown' },
    { status: 'undone' },
  ])('returns the step as it is stored if no answer may have come: %j', async (ending) => {
    const orderId = newOrderId();
    await claim(orderId);
    const claimed = await claim(orderId);
    const ended = { orderId, claimed, attempt: attemptOf({}), mayBeAnswered: false, ...ending };
    expect(await world.steps.finish(ended)).toEqual(await world.steps.get(orderId, 'first'));
    expect(await world.steps.finish(ended)).toBeUndefined();
  });

  it('writes nothing if it is sent twice', async () => {
    const orderId = newOrderId();
    const claimed = await claim(orderId);
    const ending = { orderId, claimed, attempt: attemptOf({}), output: { n: 1 } };
    expect(await world.steps.finish(ending)).toMatchObject({ status: ending.attempt.outcome });
    expect(await world.steps.finish({ ...ending, output: { n: 2 } })).toBeUndefined();
    expect(await world.steps.get(orderId, 'first')).toMatchObject({ output: { n: 1 } });
  });

  it('writes nothing after another host has claimed the step', async () => {
    const orderId = newOrderId();
    const first = await claim(orderId);
    const second = await claim(orderId);
    expect(
      await world.steps.finish({ orderId, claimed: first, attempt: attemptOf({ outcome: 'failed' }) }),
    ).toBeUndefined();
    expect(await world.steps.finish({ orderId, claimed: second, attempt: attemptOf({}) })).toBeDefined();
    const record = await world.steps.get(orderId, 'first');
    expect(record?.attempts.map((attempt) => attempt.outcome)).toEqual(['unknown', 'succeeded']);
  });

  it('keeps the item within its limit over fifteen attempts of the largest size', async () => {
    const orderId = newOrderId();
    for (let number = 1; number <= 15; number += 1) {
      const claimed = await claim(orderId);
      const attempt = fitAttempt(attemptOf({ ...largeAttempt(300, 2_000), outcome: 'transient' }));
      expect(await world.steps.finish({ orderId, claimed, attempt })).toBeDefined();
    }
    const record = await world.steps.get(orderId, 'first');
    expect(record?.attempts).toHaveLength(15);
    expect(record?.attempts.at(-1)?.callouts?.length).toBeGreaterThan(0);
  });
});
