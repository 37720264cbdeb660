import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ResponseBody } from '../../../blueprint/routes/response-schemas.ts';
import type { OrderRecord, StepRecord } from '../../../core/order/order-record.ts';
import { idlePlugin, type OrderWorld, startOrderWorld } from '../../helpers/order-world.ts';
import {
  degraded,
  failedOrHeldOrder,
  operation,
  operatorPorts,
  problemIn,
} from '../api/operate-orders/operate-world.ts';
import { proposalWorld } from './proposal-world.ts';

let world: OrderWorld;
beforeEach(async () => {
  world = await startOrderWorld([idlePlugin('first'), idlePlugin('second')]);
});
afterEach(() => world.close());

const FILTER = { step: 'second', code: 'card_declined' };
const SKIP = { action: 'skip', step: 'second', filter: FILTER };
const OUTPUT = { subscriptionNumber: 'A-S1' };
const COMPLETE = { action: 'complete', step: 'second', filter: FILTER, output: OUTPUT };
const PACE = { perMinute: 6_000 };
const AFTER_SKIP = [
  { step: 'first', plan: 'answer', conditional: false },
  { step: 'second', plan: 'skip', conditional: false },
];

/** Stores orders whose second step was declined. */
async function failedOrders(count: number): Promise<readonly OrderRecord[]> {
  const orders = await Promise.all(Array.from({ length: count }, () => failedOrHeldOrder(world)));
  world.advance(1);
  return orders;
}

async function stepOf({ id }: Pick<OrderRecord, 'id'>): Promise<StepRecord | undefined> {
  return world.steps.get(id, 'second');
}

async function runsOf(orders: readonly OrderRecord[]): Promise<readonly (number | undefined)[]> {
  return Promise.all(orders.map(async ({ id }) => (await world.orders.get(id))?.runs.length));
}

async function operationsOf(orders: readonly OrderRecord[]): Promise<readonly (number | undefined)[]> {
  return Promise.all(orders.map(async (order) => (await stepOf(order))?.operations?.length));
}

describe('a job that skips a step', () => {
  it('skips it once in each order and leaves the orders as they are, in the name of whoever executed it', async () => {
    const orders = await failedOrders(3);
    const { propose, execute, post, calls, read } = proposalWorld(world);
    const { id, plans } = await propose(SKIP);
    expect(plans).toEqual([
      { orders: 3, startsRun: false, steps: [{ step: 'second', plan: 'skip', conditional: false }], changes: [] },
    ]);
    expect(await operationsOf(orders)).toEqual([undefined, undefined, undefined]);
    expect(await execute(id, 6_000, { caller: 'bob' })).toMatchObject({ counts: { done: 3, changed: 0, failed: 0 } });
    await post('execute', id, PACE);
    expect(await operationsOf(orders)).toEqual([1, 1, 1]);
    for (const order of orders)
      expect(await stepOf(order)).toMatchObject({
        status: 'skipped',
        skipped: 'Operator: Zuora is back.',
        completedBy: { by: 'bob' },
        operations: [{ id, action: 'skip', by: 'bob' }],
      });
    expect(await runsOf(orders)).toEqual([1, 1, 1]);
    expect(calls).toEqual([]);
    expect(await read(id)).toMatchObject({ step: 'second', output: null });
  });

  it('also resumes each order if that was proposed, and leaves out those that cannot be resumed', async () => {
    const orders = await failedOrders(2);
    const complete = await degraded(world);
    const { propose, execute, calls } = proposalWorld(world);
    const ids = [...orders.map(({ id }) => id), complete];
    const { id, plans, counts } = await propose({ action: 'skip', step: 'second', ids, resume: true });
    expect(plans).toEqual([{ orders: 2, startsRun: true, steps: AFTER_SKIP, changes: [] }]);
    expect(counts.refused).toBe(1);
    expect(await execute(id)).toMatchObject({ counts: { done: 2, refused: 1 } });
    expect(await runsOf(orders)).toEqual([2, 2]);
    expect(calls).toEqual(['start r2', 'start r2']);
  });

  it('settles orders that continued without the step', async () => {
    const id = await degraded(world);
    const { propose, execute } = proposalWorld(world);
    const proposal = await propose({ action: 'skip', step: 'second', ids: [id] });
    expect(await execute(proposal.id)).toMatchObject({ counts: { done: 1 } });
    expect(await world.orders.get(id)).toMatchObject({ status: 'complete', degraded: [] });
  });

  it('lets orders that wait for the partner of the step go on without it', async () => {
    const order = await world.submitted();
    const at = world.now().toISOString();
    const after = { orderId: order.id, run: 1, events: [], at };
    await world.orders.changeStatus({ ...after, to: 'processing' });
    const wait = { connection: 'zuora', code: 'down', reason: 'Later.', since: at, until: at, times: 1 };
    const parked = { step: 'second', mode: 'run', taskToken: 'token', ...wait } as const;
    await world.orders.park({ order, run: 1, parked, events: [] });
    const { propose, execute, calls } = proposalWorld(world);
    const { id, planned } = await propose({ action: 'skip', step: 'second', filter: { connection: 'zuora' } });
    expect(planned).toBe(1);
    expect(await execute(id)).toMatchObject({ counts: { done: 1 } });
    expect(calls).toEqual(['task token succeeded']);
    expect(await world.orders.get(order.id)).not.toHaveProperty('parked');
    expect(await stepOf(order)).toMatchObject({ status: 'skipped', operations: [{ id }] });
  });

  it('finds orders that can be resumed, if it resumes them', async () => {
    const [order] = await failedOrders(1);
    await degraded(world);
    world.advance(1);
    const { propose, outcomes } = proposalWorld(world);
    const { id } = await propose({ action: 'skip', step: 'second', filter: { order_type: 'new' }, resume: true });
    expect(Object.keys(await outcomes(id))).toEqual([order?.id]);
  });
});

describe('a job that completes a step', () => {
  it('records the same output for every order', async () => {
    const orders = await failedOrders(2);
    const { propose, execute } = proposalWorld(world);
    const proposal = await propose({ ...COMPLETE, resume: true });
    expect(proposal).toMatchObject({ output: OUTPUT, plans: [{ orders: 2, startsRun: true }] });
    expect(await execute(proposal.id)).toMatchObject({ counts: { done: 2 }, output: OUTPUT });
    for (const order of orders) expect(await stepOf(order)).toMatchObject({ status: 'succeeded', output: OUTPUT });
    expect(await runsOf(orders)).toEqual([2, 2]);
  });

  it('records the output of each order, shows it before and after, and forgets no order', async () => {
    const orders = await failedOrders(2);
    const missing = `order-${'0'.repeat(32)}`;
    const outputs = [...orders.map(({ id }) => id), missing].map((id) => ({ id, output: { reference: id.slice(-8) } }));
    const { propose, execute, proposals, request } = proposalWorld(world);
    const { id, output, planned } = await propose({ action: 'complete', step: 'second', outputs });
    expect({ output, planned }).toEqual({ output: null, planned: 2 });
    expect(await proposals.get(id)).not.toHaveProperty('outputs');
    const listed = async () => {
      const { body } = await request('GET /proposals/{id}/orders', id, undefined, {});
      return (body as ResponseBody<'ProposedOrderList'>).items.map((order) => ({ id: order.id, output: order.output }));
    };
    expect(await listed()).toEqual(outputs);
    expect(await execute(id)).toMatchObject({ counts: { done: 2, refused: 1 } });
    expect(await listed()).toEqual(outputs);
    for (const order of orders)
      expect(await stepOf(order)).toMatchObject({ status: 'succeeded', output: { reference: order.id.slice(-8) } });
  });

  it('needs a second person where the tenant says so', async () => {
    await failedOrders(2);
    const approvals = [{ actions: ['complete' as const], moreThanOrders: 1 }];
    const { propose, problem, post, execute } = proposalWorld(world, { approvals });
    const { id, needsApproval } = await propose(COMPLETE);
    expect(needsApproval).toBe('A completion of more than 1 order needs a second person.');
    expect(await problem('execute', id, PACE)).toBe('409 proposal-not-approved');
    await post('approve', id, { reason: 'I looked at Zuora.' }, { caller: 'bob' });
    expect(await execute(id)).toMatchObject({ counts: { done: 2 } });
    expect((await propose({ ...SKIP })).needsApproval).toBeNull();
  });
});

describe('a job on a step', () => {
  it.each([SKIP, COMPLETE, { ...SKIP, resume: true }, { action: 'retry', step: 'second', filter: FILTER }])(
    'leaves out an order whose step somebody has settled since: %j',
    async (body) => {
      const [settled, other] = await failedOrders(2);
      const { propose, execute, outcomes } = proposalWorld(world);
      const { id } = await propose(body);
      await operation(world).send(`/${settled?.id}/steps/second/complete`, {
        reason: 'By hand.',
        output: { by: 'me' },
      });
      expect(await execute(id)).toMatchObject({ counts: { done: 1, changed: 1 } });
      expect(await outcomes(id)).toEqual({ [String(settled?.id)]: 'changed', [String(other?.id)]: 'done' });
      expect(await stepOf({ id: String(settled?.id) })).toMatchObject({ status: 'succeeded', output: { by: 'me' } });
    },
  );

  it.each([SKIP, COMPLETE, { ...SKIP, resume: true }])(
    'acts on no order twice after an interruption between its writes: %j',
    async (body) => {
      const orders = await failedOrders(4);
      const first = proposalWorld(world, {
        operator: {
          operator: {
            ...world.operator,
            resume: () => Promise.reject(Object.assign(new Error('The power is gone.'), { name: 'TimeoutError' })),
          },
        },
      });
      const { id } = await first.propose(body);
      await first.post('execute', id, PACE);
      Object.assign(first.proposals, { putPart: () => Promise.reject(new Error('Killed.')) });
      await expect(first.tick(id, 1)).rejects.toThrow(/Killed|power/);
      expect(await operationsOf(orders)).toEqual([1, 1, 1, 1]);
      const second = proposalWorld(world);
      await second.work(id, 1);
      expect(await second.read(id)).toMatchObject({ status: 'finished', counts: { done: 4, changed: 0, failed: 0 } });
      expect(await operationsOf(orders)).toEqual([1, 1, 1, 1]);
      expect(await runsOf(orders)).toEqual(Array(4).fill('resume' in body ? 2 : 1));
    },
  );

  it('says that a step was changed although its order could not go on', async () => {
    const [order] = await failedOrders(1);
    const { operatorSteps } = operatorPorts(world);
    const { propose, execute, request } = proposalWorld(world, {
      operator: {
        operatorSteps: {
          ...operatorSteps,
          // Somebody else cancels the order between the two writes.
          async decide(...given) {
            const isDecided = await operatorSteps.decide(...given);
            await operation(world).send(`/${order?.id}/cancel`, { reason: 'Too late.' });
            return isDecided;
          },
        },
      },
    });
    const { id } = await propose({ ...SKIP, resume: true });
    expect(await execute(id)).toMatchObject({ counts: { done: 0, failed: 1 } });
    const { body } = await request('GET /proposals/{id}/orders', id, undefined, {});
    expect((body as ResponseBody<'ProposedOrderList'>).items[0]?.message).toMatch(
      /^The step was changed, but the order does not go on: The order was changed by another request; it is now cancelled\.$/,
    );
    expect(await runsOf([order as OrderRecord])).toEqual([1]);
  });

  it.each([
    [{ action: 'skip', filter: FILTER }, 'step'],
    [{ ...SKIP, output: {} }, 'output'],
    [{ ...SKIP, outputs: [] }, 'outputs'],
    [{ ...SKIP, patch: {} }, 'patch'],
    [{ action: 'resume', filter: FILTER, resume: true }, 'resume'],
    [{ action: 'complete', step: 'second', filter: FILTER }, 'body'],
    [{ action: 'complete', filter: FILTER, output: {} }, 'step'],
    [{ ...COMPLETE, outputs: [{ id: `order-${'0'.repeat(32)}`, output: {} }] }, 'body'],
    [{ ...COMPLETE, output: { email: 'ada@example.org' } }, 'output.email'],
    [{ ...COMPLETE, output: { text: 'x'.repeat(20_000) } }, 'output'],
    [{ ...COMPLETE, output: undefined, filter: undefined, outputs: Array(2).fill(own('a')) }, 'outputs'],
    [{ ...COMPLETE, output: undefined, filter: undefined, outputs: [own('a'), own('b')] }, undefined],
  ])('is checked at once: %j', async (body, path) => {
    const { request } = proposalWorld(world);
    const answer = await problemIn(request('POST /proposals', undefined, { reason: 'Why.', ...body }, {}));
    if (path === undefined) expect(answer).toMatch(/^answered 202/);
    else
      expect(answer).toMatch(path === 'body' ? /^400 invalid-request/ : new RegExp(`^400 invalid-request .*${path}`));
  });
});

function own(digit: string) {
  return { id: `order-${digit.repeat(32)}`, output: { reference: digit } };
}
