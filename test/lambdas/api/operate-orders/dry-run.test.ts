import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type OrderWorld, startOrderWorld } from '../../../helpers/order-world.ts';
import { degraded, failedOrHeldOrder, LOST, operation } from './operate-world.ts';

let world: OrderWorld;
beforeEach(async () => {
  world = await startOrderWorld();
});
afterEach(() => world.close());

const DRY = { reason: 'Ticket 4711.', dry_run: true };
const PATCH = { customFields: { note: 'for ada@example.org' } };

/** Returns everything that is stored of an order. */
async function stored(id: string): Promise<string> {
  return JSON.stringify(await world.orders.getWithSteps(id));
}

describe('a dry run', () => {
  it.each([
    ['resume', { patch: PATCH }, 2, ['first answer', 'second call-again']],
    ['steps/second/retry', {}, 2, ['first answer', 'second call-again']],
    ['steps/second/skip', {}, null, ['second skip']],
    ['steps/second/skip', { resume: true }, 2, ['first answer', 'second skip']],
    ['steps/second/complete', { output: { id: 'S-1' } }, null, ['second answer']],
    ['steps/second/complete', { resume: true }, 2, ['first answer', 'second answer']],
    ['cancel', {}, null, []],
  ])('of %s with %j changes nothing and says what would be called', async (action, body, run, plans) => {
    const { id, revision, updatedAt } = await failedOrHeldOrder(world);
    const before = await stored(id);
    const { send, calls } = operation(world);
    const { status, body: answer } = await send(`/${id}/${action}`, { ...DRY, ...body });
    expect(status).toBe(200);
    expect(answer).toMatchObject({ dry_run: true, order: id, status: 'failed', revision, updatedAt, run });
    const { steps, changes } = answer as { steps: { step: string; plan: string }[]; changes: unknown };
    expect(steps.map(({ step, plan }) => `${step} ${plan}`)).toEqual(plans);
    expect(changes).toEqual('patch' in body ? [{ path: 'customFields', change: 'added' }] : []);
    expect(JSON.stringify(answer)).not.toContain('ada@example.org');
    expect(await stored(id)).toBe(before);
    expect([...calls, ...world.published]).toEqual([]);
  });

  it('of a retry of a degraded step says that only this one is called', async () => {
    const id = await degraded(world);
    const before = await stored(id);
    const { body } = await operation(world).send(`/${id}/steps/second/retry`, DRY);
    expect(body).toMatchObject({ run: null, steps: [{ step: 'second', plan: 'call-again' }] });
    expect(await stored(id)).toBe(before);
  });

  it('refuses what the action would refuse', async () => {
    const { id } = await failedOrHeldOrder(world);
    const done = await degraded(world);
    const { problem } = operation(world);
    expect(await problem(`/${done}/resume`, DRY)).toBe('409 order-not-resumable');
    expect(await problem(`/${done}/cancel`, DRY)).toBe('409 order-not-cancellable');
    expect(await problem(`/${id}/yield`, DRY)).toBe('409 order-keeps-lane');
    expect(await problem(`/${id}/steps/first/skip`, DRY)).toBe('409 step-not-operable');
    expect(await problem(`/${done}/steps/second/skip`, { ...DRY, resume: true })).toBe('409 order-not-resumable');
    expect(await problem(`/${id}/resume`, { ...DRY, patch: { order_type: 'refund' } })).toMatch(/^400 invalid-request/);
  });
});

describe('a decision that resumes', () => {
  it.each(['skip', 'complete'])('starts the next run after %s, once', async (action) => {
    const { id } = await failedOrHeldOrder(world, 'held', { outcome: 'unknown', error: LOST });
    const { send, problem, calls } = operation(world);
    const body = { reason: 'Looked it up.', resume: true };
    const { status, body: view } = await send(`/${id}/steps/second/${action}`, body);
    expect({ status, view }).toMatchObject({ status: 202, view: { status: 'submitted', run: 2 } });
    expect(calls).toEqual(['start r2']);
    expect(await problem(`/${id}/steps/second/${action}`, body)).toBe('409 step-not-operable');
    expect((await world.orders.get(id))?.runs).toHaveLength(2);
  });

  it('makes up for a crash between the decision and the run', async () => {
    const { id } = await failedOrHeldOrder(world);
    const body = { reason: 'Done by hand.', output: { id: 'S-1' } };
    await operation(world).send(`/${id}/steps/second/complete`, body);
    const { status } = await operation(world).send(`/${id}/steps/second/complete`, { ...body, resume: true });
    expect(status).toBe(202);
    const record = await world.steps.get(id, 'second');
    expect(record?.operations).toHaveLength(1);
  });
});

describe('what an operator recorded', () => {
  it('can be corrected until the order continues', async () => {
    const { id } = await failedOrHeldOrder(world);
    const { send, problem } = operation(world);
    const complete = (number: string) => ({ reason: 'Looked it up.', output: { subscriptionNumber: number } });
    await send(`/${id}/steps/second/complete`, complete('S-1'));
    expect(await problem(`/${id}/steps/second/complete`, complete('S-1'))).toBe('409 step-not-operable');
    await send(`/${id}/steps/second/complete`, complete('S-2'));
    expect(await world.steps.get(id, 'second')).toMatchObject({ output: { subscriptionNumber: 'S-2' } });
    await send(`/${id}/steps/second/skip`, { reason: 'Not needed.' });
    const record = await world.steps.get(id, 'second');
    expect(record).toMatchObject({ status: 'skipped' });
    expect(record).not.toHaveProperty('output');
    expect(record?.operations?.map(({ action }) => action)).toEqual(['complete', 'complete', 'skip']);
    await send(`/${id}/resume`, { reason: 'Go on.' });
    expect(await problem(`/${id}/steps/second/complete`, complete('S-3'))).toBe('409 step-not-operable');
  });

  it('can be taken back by a retry', async () => {
    const { id } = await failedOrHeldOrder(world);
    const { send } = operation(world);
    await send(`/${id}/steps/second/complete`, { reason: 'Wrong order.', output: { id: 'S-1' } });
    await send(`/${id}/steps/second/retry`, { reason: 'It was not done.' });
    const record = await world.steps.get(id, 'second');
    expect(record).toMatchObject({ status: 'failed' });
    expect(record).not.toHaveProperty('completedBy');
    expect(record).not.toHaveProperty('output');
  });

  it('never touches what the partner did', async () => {
    const { id } = await failedOrHeldOrder(world);
    expect(await operation(world).problem(`/${id}/steps/first/complete`, { reason: 'No.' })).toBe(
      '409 step-not-operable',
    );
  });
});

describe('a patch', () => {
  it('is refused if it names a field that neither the order type nor the order has', async () => {
    const { id } = await failedOrHeldOrder(world);
    const { problem, send } = operation(world);
    const patch = { custmFields: {}, customFields: {} };
    expect(await problem(`/${id}/resume`, { reason: 'Typo.', patch })).toBe('400 invalid-request patch.custmFields');
    expect((await send(`/${id}/resume`, { reason: 'Right.', patch: { customFields: {} } })).status).toBe(202);
  });
});
