import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ResponseBody } from '../../../blueprint/routes/response-schemas.ts';
import type { OrderRecord } from '../../../core/order/order-record.ts';
import { processEventsOf } from '../../../lambdas/api/read-orders/process-events.ts';
import { idlePlugin, type OrderWorld, startOrderWorld } from '../../helpers/order-world.ts';
import { degraded, failedOrHeldOrder, operation, problemIn, sequenceBy } from '../api/operate-orders/operate-world.ts';
import { proposalWorld } from './proposal-world.ts';

let world: OrderWorld;
beforeEach(async () => {
  world = await startOrderWorld([idlePlugin('first'), idlePlugin('second')]);
});
afterEach(() => world.close());

const FAILED = { action: 'resume', filter: { step: 'second', code: 'card_declined' } };
const PACE = { perMinute: 6_000 };
const BOB = { caller: 'bob' };

/** Stores orders that failed for the same reason. */
async function failedOrders(count: number): Promise<readonly OrderRecord[]> {
  const orders = await Promise.all(Array.from({ length: count }, () => failedOrHeldOrder(world)));
  world.advance(1);
  return orders;
}

async function runsOf(orders: readonly OrderRecord[]): Promise<readonly (number | undefined)[]> {
  return Promise.all(orders.map(async ({ id }) => (await world.orders.get(id))?.runs.length));
}

describe('a proposal', () => {
  it('fixes its orders and what would be called, and changes nothing', async () => {
    const orders = await failedOrders(3);
    const held = await failedOrHeldOrder(world, 'held');
    const before = JSON.stringify(await world.orders.getWithSteps(held.id));
    const { propose, calls, outcomes } = proposalWorld(world);
    const proposal = await propose({ ...FAILED, filter: { status: 'failed', step: 'second' } });
    expect(proposal).toMatchObject({
      status: 'ready',
      action: 'resume',
      by: 'ada',
      filter: { status: 'failed', step: 'second' },
      planned: 3,
      counts: { done: 0, changed: 0, refused: 0, failed: 0 },
      needsApproval: null,
      problem: null,
    });
    expect(proposal.plans).toEqual([
      {
        orders: 3,
        startsRun: true,
        steps: [
          { step: 'first', plan: 'answer', conditional: false },
          { step: 'second', plan: 'call-again', conditional: false },
        ],
        changes: [],
      },
    ]);
    expect(Object.keys(await outcomes(proposal.id)).toSorted()).toEqual(orders.map(({ id }) => id).toSorted());
    expect(await runsOf(orders)).toEqual([1, 1, 1]);
    expect(JSON.stringify(await world.orders.getWithSteps(held.id))).toBe(before);
    expect(calls).toEqual([]);
  });

  it('finds every order, however many parts it has, and goes on after each interruption', {
    timeout: 120_000,
  }, async () => {
    await failedOrders(120);
    let turns = 0;
    const hasTime = () => {
      turns += 1;
      return turns % 2 === 1;
    };
    const { propose, proposals } = proposalWorld(world, { hasTime });
    const { id, planned, plans } = await propose(FAILED);
    expect({ planned, plans: plans.length }).toEqual({ planned: 120, plans: 1 });
    const sizes: number[] = [];
    for await (const { orders } of proposals.parts(id)) sizes.push(orders.length);
    expect(sizes).toEqual([100, 20]);
  });

  it('leaves out orders for which the action would be refused, and says why', async () => {
    const [order] = await failedOrders(1);
    const done = await degraded(world);
    const { propose, request } = proposalWorld(world);
    const missing = `order-${'0'.repeat(32)}`;
    const proposal = await propose({ action: 'resume', ids: [order?.id, done, missing, done] });
    expect(proposal).toMatchObject({ status: 'ready', planned: 1, counts: { refused: 2 }, filter: null });
    const query = { outcome: 'refused' };
    const { body } = await request('GET /proposals/{id}/orders', proposal.id, undefined, { query });
    expect((body as ResponseBody<'ProposedOrderList'>).items.map(({ id, message }) => [id, message])).toEqual([
      [done, expect.stringContaining('only a failed or held order can be resumed')],
      [missing, 'No order has this id.'],
    ]);
  });

  it('is refused if there is nothing to do', async () => {
    const { propose, problem } = proposalWorld(world);
    const none = await propose({ ...FAILED, filter: { step: 'third' } });
    expect(none).toMatchObject({ status: 'refused', problem: { code: 'no-orders' } });
    expect(await problem('execute', none.id, PACE)).toBe('409 proposal-not-executable');
  });

  it('expires', async () => {
    await failedOrders(1);
    const { propose, problem, read } = proposalWorld(world);
    const { id } = await propose(FAILED);
    world.advance(3_601);
    expect(await read(id)).toMatchObject({ status: 'expired' });
    expect(await problem('execute', id, PACE)).toBe('409 proposal-not-executable');
  });

  it('is one for a repeat with the same key, and refused for another body', async () => {
    await failedOrders(1);
    const { create, request } = proposalWorld(world);
    const key = { headers: { 'idempotency-key': 'k-1' } };
    const { id } = await create(FAILED, key);
    expect((await create(FAILED, key)).id).toBe(id);
    const other = { ...FAILED, reason: 'Other.' };
    expect(await problemIn(request('POST /proposals', undefined, other, key))).toBe('422 idempotency-key-reused');
  });

  it.each([
    [{ action: 'resume' }, 'body'],
    [{ ...FAILED, ids: [`order-${'0'.repeat(32)}`] }, 'body'],
    [{ action: 'resume', filter: {} }, 'filter'],
    [{ action: 'resume', filter: { q: 'ada@example.org' } }, 'filter'],
    [{ action: 'resume', filter: { status: 'odd' } }, 'filter.status'],
    [{ action: 'retry', filter: { step: 'second' } }, 'step'],
    [{ ...FAILED, step: 'second' }, 'step'],
    [{ ...FAILED, action: 'cancel', patch: {} }, 'patch'],
    [{ ...FAILED, action: 'note' }, 'action'],
    [{ ...FAILED, reason: ' ' }, 'reason'],
  ])('is rejected at once: %j', async (body, path) => {
    const { request } = proposalWorld(world);
    const answer = await problemIn(request('POST /proposals', undefined, { reason: 'Why.', ...body }, {}));
    expect(answer).toMatch(/^400 invalid-request/);
    if (path !== 'body') expect(answer).toContain(path);
  });
});

describe('a job', () => {
  it('does to each order once what the proposal shows, in the name of whoever executed it', async () => {
    const orders = await failedOrders(5);
    const { propose, execute, calls, outcomes, jobs } = proposalWorld(world);
    const { id } = await propose(FAILED);
    const job = await execute(id, 6_000, BOB);
    expect(job).toMatchObject({
      status: 'finished',
      counts: { done: 5, changed: 0, refused: 0, failed: 0 },
      executed: { by: 'bob', perMinute: 6_000 },
      advice: 'Nothing is left to do.',
    });
    expect(new Set(Object.values(await outcomes(id)))).toEqual(new Set(['done']));
    expect(await runsOf(orders)).toEqual([2, 2, 2, 2, 2]);
    expect(calls).toEqual(Array(5).fill('start r2'));
    const [first] = orders;
    const { operations } = (await world.orders.get(first?.id ?? '')) ?? {};
    expect(operations).toMatchObject([{ id, action: 'resume', by: 'bob', reason: 'Zuora is back.' }]);
    const found = await world.orders.getWithSteps(first?.id ?? '');
    const runs = found === undefined ? [] : processEventsOf(found);
    expect(runs.at(-1)?.operations).toMatchObject([{ action: 'resume', by: 'bob', proposal: id }]);
    expect(await jobs.conflictOf(id)).toBeUndefined();
  });

  it('is one job, however often it is executed', async () => {
    const orders = await failedOrders(3);
    const { propose, execute, post } = proposalWorld(world);
    const { id } = await propose(FAILED);
    const both = await Promise.all([post('execute', id, PACE), post('execute', id, PACE)]);
    expect(both.map(({ status }) => status)).toEqual([202, 202]);
    await execute(id);
    expect(await post('execute', id, PACE)).toMatchObject({ status: 200, body: { status: 'finished' } });
    expect(await runsOf(orders)).toEqual([2, 2, 2]);
  });

  it('leaves out what has changed since the preview', async () => {
    const [first, second, third] = await failedOrders(3);
    const { propose, execute, outcomes } = proposalWorld(world);
    const { id } = await propose(FAILED);
    const operate = operation(world);
    await operate.send(`/${first?.id}/cancel`, { reason: 'No longer wanted.' });
    world.advance(1);
    await operate.send(`/${second?.id}/steps/second/skip`, { reason: 'Not needed.' });
    expect(await execute(id)).toMatchObject({ counts: { done: 1, changed: 2 } });
    expect(await outcomes(id)).toEqual({
      [String(first?.id)]: 'changed',
      [String(second?.id)]: 'changed',
      [String(third?.id)]: 'done',
    });
    expect((await world.orders.get(first?.id ?? ''))?.status).toBe('cancelled');
  });

  it('leaves out an order whose sequence has changed since the preview', async () => {
    const [order] = await failedOrders(1);
    const before = proposalWorld(world);
    const { id } = await before.propose(FAILED);
    await before.post('execute', id, PACE);
    const postProcessOrder = world.config.processOrder.slice(0, 1).map((step) => ({ ...step, id: 'third' }));
    const after = proposalWorld(world, { operator: { currentSequence: sequenceBy(world, { postProcessOrder }) } });
    await after.work(id, 1);
    expect(await after.read(id)).toMatchObject({ status: 'finished', counts: { done: 0, changed: 1 } });
    expect((await world.orders.get(order?.id ?? ''))?.runs).toHaveLength(1);
  });

  it('keeps its pace', async () => {
    await failedOrders(4);
    const { propose, post, tick, read, pauses } = proposalWorld(world);
    const { id } = await propose(FAILED);
    await post('execute', id, { perMinute: 6 });
    expect(await tick(id, 1)).toBe(10);
    expect(await read(id)).toMatchObject({ status: 'running', counts: { done: 1 } });
    expect(await tick(id, 1)).toBe(10);
    expect(await read(id)).toMatchObject({ counts: { done: 2 } });
    expect(pauses).toEqual([]);
  });

  it('pauses for the orders that it acted on, and for nothing else', async () => {
    await failedOrders(3);
    const { propose, post, tick, read, pauses } = proposalWorld(world);
    const { id } = await propose(FAILED);
    await post('execute', id, { perMinute: 40 });
    expect(await tick(id, 1)).toBeUndefined();
    expect(await read(id)).toMatchObject({ status: 'finished', counts: { done: 3 } });
    // The pauses add up, because no time passes in them: 1.5 s for each order.
    expect(pauses.map((ms) => Math.ceil(ms / 1_500))).toEqual([1, 2, 3]);
  });

  it('goes on where it was interrupted, and acts on no order twice', async () => {
    const orders = await failedOrders(8);
    let left = 4;
    const crash = async () => {
      left -= 1;
      if (left < 0) throw Object.assign(new Error('The power is gone.'), { name: 'TimeoutError' });
    };
    const first = proposalWorld(world);
    const { id } = await first.propose(FAILED);
    await first.post('execute', id, PACE);
    // Every write of the outcome of a wave is lost.
    const { putPart } = first.proposals;
    Object.assign(first.proposals, { putPart: async () => Promise.reject(new Error('Killed.')) });
    await expect(first.tick(id, 1)).rejects.toThrow('Killed.');
    Object.assign(first.proposals, { putPart });
    expect((await runsOf(orders)).filter((runs) => runs === 2).length).toBeGreaterThan(0);
    // Then the table does not answer in the middle of a wave.
    const slow = { getWithSteps: async (orderId: string) => crash().then(() => world.orders.getWithSteps(orderId)) };
    const second = proposalWorld(world, { operator: { orders: { ...world.orders, ...slow } } });
    await expect(second.work(id, 1)).rejects.toThrow('The power is gone.');
    const third = proposalWorld(world);
    await third.work(id, 1);
    expect(await third.read(id)).toMatchObject({ status: 'finished', counts: { done: 8, changed: 0, failed: 0 } });
    expect(await runsOf(orders)).toEqual(Array(8).fill(2));
  });

  it('that was interrupted goes on when it is executed again', async () => {
    const orders = await failedOrders(2);
    const { propose, post, ended, work, proposals, started } = proposalWorld(world);
    const { id } = await propose(FAILED);
    await post('execute', id, PACE);
    ended.add(`${id}-1`);
    expect(await post('execute', id, PACE)).toMatchObject({ status: 202, body: { status: 'running' } });
    expect(started.at(-1)).toBe(`${id}-2`);
    await work(id, 1);
    expect(await runsOf(orders)).toEqual([1, 1]);
    await work(id, (await proposals.get(id))?.execution ?? 0);
    expect(await runsOf(orders)).toEqual([2, 2]);
  });

  it('hands over to another execution before its own has too many events', async () => {
    await failedOrders(2);
    const { propose, post, tick, started, proposals } = proposalWorld(world);
    const { id } = await propose(FAILED);
    await post('execute', id, { perMinute: 1 });
    expect(await tick(id, 1, 2_000)).toBeUndefined();
    expect(started.at(-1)).toBe(`${id}-2`);
    expect(await tick(id, 2)).toBe(60);
    expect(await proposals.get(id)).toMatchObject({ execution: 2, counts: { done: 1 } });
  });

  it('stops before its next orders', async () => {
    const orders = await failedOrders(3);
    const { propose, post, tick, read, outcomes, problem } = proposalWorld(world);
    const { id } = await propose(FAILED);
    await post('execute', id, { perMinute: 6 });
    await tick(id, 1);
    const stop = { reason: 'Zuora is down again.' };
    expect(await post('stop', id, stop, BOB)).toMatchObject({
      status: 200,
      body: { status: 'stopped', stopped: { by: 'bob', ...stop } },
    });
    expect(await post('stop', id, stop)).toMatchObject({ status: 200 });
    expect(await tick(id, 1)).toBeUndefined();
    expect(await read(id)).toMatchObject({ status: 'stopped', counts: { done: 1 } });
    expect((await runsOf(orders)).filter((runs) => runs === 2)).toHaveLength(1);
    expect(Object.values(await outcomes(id)).filter((outcome) => outcome === null)).toHaveLength(2);
    expect(await post('execute', id, PACE)).toMatchObject({ status: 200, body: { status: 'stopped' } });
    expect(await problem('stop', `proposal-${'0'.repeat(32)}`, stop)).toBe('404 proposal-not-found');
  });

  it('reports an unforeseen error with its order, and goes on', async () => {
    const [broken, ...others] = await failedOrders(3);
    const { propose, execute, outcomes, errors } = proposalWorld(world, {
      operator: {
        index: world.search,
        operator: {
          ...world.operator,
          async resume(resumption) {
            if (resumption.order.id === broken?.id) throw new TypeError('A bug.');
            return world.operator.resume(resumption);
          },
        },
      },
    });
    const { id } = await propose(FAILED);
    expect(await execute(id)).toMatchObject({ status: 'finished', counts: { done: 2, failed: 1 } });
    expect((await outcomes(id))[String(broken?.id)]).toBe('failed');
    expect(errors).toEqual([`Could not act on ${broken?.id}`]);
    expect(await runsOf(others)).toEqual([2, 2]);
  });

  it('applies a patch, shows what it changes, and forgets it at the end', async () => {
    const [order] = await failedOrders(1);
    const { propose, execute, proposals } = proposalWorld(world);
    const { id, plans } = await propose({ ...FAILED, patch: { customFields: { note: 'x' } } });
    expect(plans[0]?.changes).toEqual([{ path: 'customFields', change: 'added' }]);
    await execute(id);
    expect((await world.orders.get(order?.id ?? ''))?.payload.customFields).toEqual({ note: 'x' });
    expect(await proposals.get(id)).not.toHaveProperty('patch');
  });

  it('cancels orders, and retries a step of degraded ones', async () => {
    const orders = await failedOrders(2);
    const cancels = proposalWorld(world);
    const cancel = await cancels.propose({ action: 'cancel', filter: { step: 'second' } });
    expect(await cancels.execute(cancel.id)).toMatchObject({ counts: { done: 2 } });
    expect((await world.orders.get(orders[0]?.id ?? ''))?.status).toBe('cancelled');

    const lacking = await degraded(world);
    const retries = proposalWorld(world);
    const retry = await retries.propose({ action: 'retry', step: 'second', ids: [lacking, orders[0]?.id] });
    expect(retry).toMatchObject({ planned: 1, counts: { refused: 1 }, plans: [{ startsRun: false }] });
    expect(await retries.execute(retry.id)).toMatchObject({ counts: { done: 1, refused: 1 } });
    expect(retries.calls).toEqual(['heal second r1 #2']);
    expect((await world.steps.get(lacking, 'second'))?.operations).toMatchObject([{ id: retry.id, action: 'retry' }]);
  });
});

describe('two jobs', () => {
  it('never have the same orders: the second proposal is refused and names the first', async () => {
    await failedOrders(3);
    const { propose, post, problem, tick, work } = proposalWorld(world);
    const first = await propose(FAILED);
    const early = await propose({ action: 'cancel', filter: { step: 'second' } });
    expect(early).toMatchObject({ status: 'ready' });
    await post('execute', first.id, { perMinute: 6 });
    await tick(first.id, 1);
    const late = await propose({ action: 'cancel', filter: { step: 'second' } });
    expect(late).toMatchObject({ status: 'refused', problem: { code: 'orders-in-job', proposal: first.id } });
    expect(await problem('execute', early.id, PACE)).toBe('409 orders-in-job');
    await work(first.id, 1);
    expect(await post('execute', early.id, PACE)).toMatchObject({ status: 202 });
  });

  it('may run at the same time for different orders', async () => {
    const orders = await failedOrders(2);
    const { propose, post } = proposalWorld(world);
    for (const { id } of orders) {
      const proposal = await propose({ action: 'resume', ids: [id] });
      expect((await post('execute', proposal.id, PACE)).status).toBe(202);
    }
  });

  it('with the same orders start once, also at the same moment', async () => {
    await failedOrders(2);
    const { propose, post, problem } = proposalWorld(world);
    const [first, second] = [await propose(FAILED), await propose(FAILED)];
    const answers = await Promise.all(
      [first, second].map(({ id }) => problemIn(post('execute', id, PACE)).then((text) => text.slice(0, 12))),
    );
    expect(answers.toSorted()).toEqual(['409 orders-i', 'answered 202']);
    expect(await problem('execute', first.id, PACE)).not.toBe(await problem('execute', second.id, PACE));
  });
});

describe('a proposal that needs a second person', () => {
  const approvals = [{ actions: ['resume' as const], moreThanOrders: 1 }];

  it('is executed only after another person has approved it', async () => {
    await failedOrders(2);
    const { propose, problem, post, execute } = proposalWorld(world, { approvals });
    const { id, needsApproval, advice } = await propose(FAILED);
    expect(needsApproval).toBe('A resume of more than 1 order needs a second person.');
    expect(advice).toContain('Ask another operator');
    expect(await problem('execute', id, PACE)).toBe('409 proposal-not-approved');
    const approval = { reason: 'I looked at it.' };
    expect(await problem('approve', id, approval)).toBe('409 approval-by-proposer');
    expect(await post('approve', id, approval, BOB)).toMatchObject({ body: { approved: { by: 'bob', ...approval } } });
    expect(await post('approve', id, approval, BOB)).toMatchObject({ status: 200 });
    expect(await execute(id)).toMatchObject({ status: 'finished', counts: { done: 2 } });
  });

  it('is not approved by the same person with another client', async () => {
    await failedOrders(2);
    const { propose, problem, post } = proposalWorld(world, { approvals });
    const as = (sub: string, client: string) => ({ claims: { sub, client_id: client } });
    const { id, by } = await propose(FAILED, as('ada', 'console'));
    expect(by).toBe('ada (client console)');
    const approval = { reason: 'I agree with myself.' };
    expect(await problem('approve', id, approval, as('ada', 'cli'))).toBe('409 approval-by-proposer');
    expect(await post('approve', id, approval, as('bob', 'console'))).toMatchObject({ status: 200 });
  });

  it('does not for fewer orders', async () => {
    await failedOrders(1);
    const { propose, execute } = proposalWorld(world, { approvals });
    const { id, needsApproval } = await propose(FAILED);
    expect(needsApproval).toBeNull();
    expect(await execute(id)).toMatchObject({ counts: { done: 1 } });
  });

  it('cannot be approved before it is ready, or after it was withdrawn', async () => {
    await failedOrders(2);
    const { create, propose, problem, post } = proposalWorld(world, { approvals });
    const approval = { reason: 'I looked at it.' };
    expect(await problem('approve', (await create(FAILED)).id, approval, BOB)).toBe('409 proposal-not-executable');
    const { id } = await propose(FAILED);
    await post('stop', id, { reason: 'Wrong group.' });
    expect(await problem('approve', id, approval, BOB)).toBe('409 proposal-not-executable');
    expect(await problem('execute', id, PACE)).toBe('409 proposal-not-executable');
  });
});

describe('GET /proposals', () => {
  it('lists proposals page by page, newest first', async () => {
    await failedOrders(1);
    const { create, request } = proposalWorld(world);
    const ids: string[] = [];
    for (let index = 0; index < 3; index += 1) {
      ids.unshift((await create(FAILED)).id);
      world.advance(1);
    }
    const page = async (query: Readonly<Record<string, string>>) =>
      (await request('GET /proposals', undefined, undefined, { query })).body as ResponseBody<'ProposalList'>;
    const first = await page({ limit: '2' });
    const second = await page({ limit: '2', cursor: first.cursor ?? '' });
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(ids);
    expect(second.cursor).toBeNull();
  });

  it('lists the orders of a proposal page by page, over its parts', { timeout: 120_000 }, async () => {
    const orders = await failedOrders(120);
    const { propose, request } = proposalWorld(world);
    const { id } = await propose(FAILED);
    const found: string[] = [];
    let cursor: string | null | undefined;
    do {
      const query = { limit: '60', outcome: 'pending', ...(typeof cursor === 'string' && { cursor }) };
      const { body } = await request('GET /proposals/{id}/orders', id, undefined, { query });
      const page = body as ResponseBody<'ProposedOrderList'>;
      found.push(...page.items.map((order) => order.id));
      ({ cursor } = page);
    } while (cursor !== null);
    expect(found.toSorted()).toEqual(orders.map((order) => order.id).toSorted());
  });
});
