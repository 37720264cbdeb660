import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MAX_RUNS } from '../../../../lambdas/api/operate-orders/resumption.ts';
import { processEventsOf } from '../../../../lambdas/api/read-orders/process-events.ts';
import { createOperatorStore } from '../../../../lambdas/order-store/operator-store.ts';
import { type OrderWorld, startOrderWorld } from '../../../helpers/order-world.ts';
import { failedOrHeldOrder, LOST, operation, problemIn, sequenceBy } from './operate-world.ts';

let world: OrderWorld;
beforeEach(async () => {
  world = await startOrderWorld();
});
afterEach(() => world.close());

const REASON = { reason: 'The card was replaced.' };

async function keptPayload(orderId: string, revision: number): Promise<Record<string, unknown> | undefined> {
  const Key = { pk: orderId, sk: `payload#${revision}` };
  return (await world.client.send(new GetCommand({ TableName: world.table, Key }))).Item;
}

describe('POST /orders/{id}/resume', () => {
  it.each(['failed', 'held'] as const)('starts a new run of a %s order, and publishes only that', async (status) => {
    const { id } = await failedOrHeldOrder(world, status);
    world.advance(90);
    const { calls, send } = operation(world);

    const { status: code, body } = await send(`/${id}/resume`, REASON);

    expect(code).toBe(202);
    expect(body).toMatchObject({ id, status: 'submitted', run: 2, failure: null });
    expect(calls).toEqual(['start r2']);
    expect(world.published).toMatchObject([
      { id: `${id}#3`, type: 'order.resumed', run: 2, data: { reason: REASON.reason, revision: 1 } },
    ]);
    const order = await world.orders.get(id);
    expect(order?.runs.map(({ number, outcome }) => [number, outcome])).toEqual([
      [1, status],
      [2, undefined],
    ]);
    expect(await world.unfinished.notStarted(world.now(), 10)).toEqual([id]);
  });

  it('is refused if the new sequence lacks the step that failed, until an operator decides that step', async () => {
    const { id } = await failedOrHeldOrder(world, 'held', { outcome: 'unknown', error: LOST });
    world.advance(90);
    const processOrder = world.config.processOrder.slice(0, 1);
    const { calls, problem, send } = operation(world, { currentSequence: sequenceBy(world, { processOrder }) });

    expect(await problem(`/${id}/resume`, REASON)).toBe('409 order-not-resumable');
    expect(await world.orders.get(id)).toMatchObject({ status: 'held', runs: [{ number: 1 }] });
    expect(calls).toEqual([]);

    await send(`/${id}/steps/second/skip`, REASON);
    expect((await send(`/${id}/resume`, REASON)).status).toBe(202);
    expect(calls).toEqual(['start r2']);
  });

  it('records who, when and why, and shows it in the process event of the new run', async () => {
    const { id } = await failedOrHeldOrder(world);
    world.advance(90);
    await operation(world).send(`/${id}/resume`, REASON);
    const found = await world.orders.getWithSteps(id);
    const events = found === undefined ? [] : processEventsOf(found);
    expect(events.map(({ operations }) => operations)).toEqual([
      [],
      [{ action: 'resume', step: null, by: 'ada (client console)', at: world.now().toISOString(), ...REASON }],
    ]);
  });

  it('runs the patched order and keeps the previous payload with who, when and why', async () => {
    const order = await failedOrHeldOrder(world);
    const patch = { customerDetails: { phone: '+44 20 7946 0000' }, country: 'IE', tracking: null };

    await operation(world).send(`/${order.id}/resume`, { ...REASON, patch });

    const current = await world.orders.get(order.id);
    expect(current?.revision).toBe(2);
    expect(current?.payload).toEqual({
      ...order.payload,
      country: 'IE',
      customerDetails: { email: 'ada@example.org', phone: '+44 20 7946 0000' },
    });
    const kept = await keptPayload(order.id, 1);
    expect(JSON.parse(String(kept?.payload))).toEqual(order.payload);
    const at = world.now().toISOString();
    expect(kept?.replacedBy).toEqual({ run: 2, by: 'ada (client console)', at, ...REASON });
  });

  it('rejects a patch that makes the order invalid or changes its type, and changes nothing', async () => {
    const { id } = await failedOrHeldOrder(world);
    const { problem, calls } = operation(world);
    const problems = [
      { customerDetails: { email: 'nobody' } },
      { order_type: 'renew', subscriptionId: 'S-1' },
      { payment: { cardNumber: '4111111111111111' } },
    ].map((patch) => problem(`/${id}/resume`, { ...REASON, patch }));
    expect(await Promise.all(problems)).toEqual([
      '400 invalid-request patch.customerDetails.email',
      '400 invalid-request patch.order_type',
      '400 invalid-request patch.payment.cardNumber',
    ]);
    expect(await problem(`/${id}/resume`, { ...REASON, patch: { tracking: { note: 'x'.repeat(131_000) } } })).toBe(
      '413 order-too-large',
    );
    expect((await world.orders.get(id))?.runs).toHaveLength(1);
    expect(await keptPayload(id, 1)).toBeUndefined();
    expect(calls).toEqual([]);
  });

  it('rejects a request without a reason, with an unknown field or parameter, or with a body that is not JSON', async () => {
    const { id } = await failedOrHeldOrder(world);
    const { problem } = operation(world);
    expect(await problem(`/${id}/resume`, {})).toBe('400 invalid-request reason');
    expect(await problem(`/${id}/resume`, { reason: '  ' })).toBe('400 invalid-request reason');
    expect(await problem(`/${id}/resume`, { ...REASON, pacth: {} })).toBe('400 invalid-request pacth');
    expect(await problem(`/${id}/resume`, REASON, { body: 'no JSON' })).toBe('400 invalid-request ');
    expect(await problem(`/${id}/resume`, REASON, { query: { force: '1' } })).toBe('400 invalid-request force');
  });

  it('rejects an order that is in progress, complete, cancelled or missing', async () => {
    const { problem } = operation(world);
    const { id } = await world.submitted();
    const problems = [await problem(`/${id}/resume`, REASON)];
    const at = world.now().toISOString();
    for (const to of ['processing', 'complete'] as const) {
      await world.orders.changeStatus({ orderId: id, run: 1, to, events: [], at });
      problems.push(await problem(`/${id}/resume`, REASON));
    }
    expect(problems).toEqual(Array(3).fill('409 order-not-resumable'));
    expect(await problem(`/order-${'0'.repeat(32)}/resume`, REASON)).toBe('404 order-not-found');
  });

  it('rejects a run beyond the maximum', async () => {
    const order = await failedOrHeldOrder(world);
    const [run] = order.runs;
    const runs = run === undefined ? [] : Array.from({ length: MAX_RUNS }, (_, at) => ({ ...run, number: at + 1 }));
    const orders = { ...world.orders, get: async () => ({ ...order, runs }) };
    expect(await operation(world, { orders }).problem(`/${order.id}/resume`, REASON)).toBe('409 order-not-resumable');
  });

  it('lets one of two concurrent resumes start a run, and records who sent it', async () => {
    const { id } = await failedOrHeldOrder(world);
    const { calls, send } = operation(world);
    const resume = (caller: string) =>
      problemIn(send(`/${id}/resume`, { ...REASON, patch: { tracking: { note: caller } } }, { caller }));

    const responses = await Promise.all(['ada', 'bob'].map(resume));

    const won = responses[0]?.startsWith('answered 202') ? 'ada' : 'bob';
    expect(responses.toSorted()).toEqual(['409 order-not-resumable', expect.stringMatching(/^answered 202/)]);
    expect(calls).toEqual(['start r2']);
    expect(await world.orders.get(id)).toMatchObject({ revision: 2, payload: { tracking: { note: won } } });
    expect(await keptPayload(id, 1)).toMatchObject({ replacedBy: { by: won } });
  });

  it('accepts a repeat with the same Idempotency-Key, and rejects a different body with that key', async () => {
    const { id } = await failedOrHeldOrder(world);
    const { calls, send, problem } = operation(world);
    const headers = { 'idempotency-key': 'ticket-17' };

    await send(`/${id}/resume`, REASON, { headers });
    const repeat = await send(`/${id}/resume`, REASON, { headers });

    expect(repeat).toMatchObject({ status: 202, headers: { 'idempotent-replayed': 'true' }, body: { run: 2 } });
    expect(await problem(`/${id}/resume`, { reason: 'Another.' }, { headers })).toBe('422 idempotency-key-reused');
    expect(await problem(`/${id}/resume`, REASON)).toBe('409 order-not-resumable');
    expect(calls).toEqual(['start r2']);
  });

  it('takes the same Idempotency-Key of another person for another key', async () => {
    const { id } = await failedOrHeldOrder(world);
    const { send, problem } = operation(world);
    const headers = { 'idempotency-key': 'ticket-18' };
    await send(`/${id}/resume`, REASON, { headers });
    for (const body of [REASON, { reason: 'Another.' }])
      expect(await problem(`/${id}/resume`, body, { headers, caller: 'eve (client console)' })).toBe(
        '409 order-not-resumable',
      );
  });

  it('records the person by the claim that the tenant names', async () => {
    const { id } = await failedOrHeldOrder(world);
    const { send } = operation(world, { personClaim: async () => 'staff_number' });
    const claims = { sub: 'f3a1', staff_number: '4711', client_id: 'console' };
    await send(`/${id}/resume`, REASON, { claims });
    expect((await world.orders.get(id))?.operations?.at(-1)?.by).toBe('4711 (client console)');
  });

  it('waits for the new run to end if asked to, and reports the outcome', async () => {
    const { id } = await failedOrHeldOrder(world);
    const complete = async () => {
      const at = world.now().toISOString();
      await world.orders.changeStatus({ orderId: id, run: 2, to: 'complete', events: [], at });
    };
    const { send } = operation(world, { startExecution: complete });
    const { status, headers, body } = await send(`/${id}/resume`, REASON, { headers: { prefer: 'wait=5' } });
    expect(status).toBe(200);
    expect(headers).toMatchObject({ 'preference-applied': 'wait=5' });
    expect(body).toMatchObject({ status: 'complete', run: 2 });
  });

  it('does not wait if starting the run took all the time', async () => {
    const { id } = await failedOrHeldOrder(world);
    const invocation = { startedAt: performance.now() - 25_000, timeLimitMs: 29_000 };
    const { send } = operation(world);
    const response = await send(`/${id}/resume`, REASON, { headers: { prefer: 'wait=25' }, invocation });
    expect(response).toMatchObject({ status: 202, body: { status: 'submitted', run: 2 } });
    expect(performance.now() - invocation.startedAt).toBeLessThan(27_000);
  });

  it('leaves a run that could not start to the sweeper', async () => {
    const { id } = await failedOrHeldOrder(world);
    const startExecution = async () => {
      throw new Error('no connection');
    };
    const { send, reported } = operation(world, { startExecution });
    const before = performance.now();
    const response = await send(`/${id}/resume`, REASON, { headers: { prefer: 'wait=25' } });
    expect(response).toMatchObject({
      status: 202,
      body: { status: 'submitted', steps: [{ status: 'succeeded' }, {}] },
    });
    expect(response.headers).not.toHaveProperty('preference-applied');
    expect(performance.now() - before).toBeLessThan(2_000);
    expect(reported).toEqual(['Could not start the run; the sweeper will start it']);
    expect(await world.unfinished.notStarted(new Date(world.now().getTime() + 1), 10)).toEqual([id]);
  });

  it('clears the degraded steps of a degraded order in a new run, so that they run again', async () => {
    const { id, degraded } = await failedOrHeldOrder(world, 'held', { outcome: 'unknown', error: LOST }, ['extra']);
    expect(degraded).toEqual(['extra']);
    await operation(world).send(`/${id}/resume`, REASON);
    expect((await world.orders.get(id))?.degraded).toEqual([]);
  });
});

describe('a resume during an active run', () => {
  it('has no effect: its write requires the run that was read', async () => {
    const read = await failedOrHeldOrder(world);
    await operation(world).send(`/${read.id}/resume`, REASON);
    const at = world.now().toISOString();
    await world.orders.changeStatus({ orderId: read.id, run: 2, to: 'processing', events: [], at });
    const resumed = await world.orders.changeStatus({ orderId: read.id, run: 2, to: 'failed', events: [], at });
    expect(resumed?.status).toBe('failed');

    const late = await createOperatorStore(world.client, world.table).resume({
      order: read,
      run: { ...(read.runs[0] ?? expect.fail()), number: 2 },
      payload: read.payload,
      event: { type: 'order.resumed', occurredAt: at, run: 2 },
      action: { action: 'resume', run: 2, by: 'bob', at, reason: 'late', revision: 1, fingerprint: 'f' },
    });

    expect(late).toBeUndefined();
    expect((await world.orders.get(read.id))?.runs).toHaveLength(2);
  });
});
