import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ProbeResult } from '../../../../core/plugin/define-plugin.ts';
import type { AskedProbe } from '../../../../lambdas/order-runs/start-probe.ts';
import { createStepHost } from '../../../../lambdas/step-host/step-host.ts';
import { idlePlugin, type OrderWorld, startOrderWorld } from '../../../helpers/order-world.ts';
import { portsOf } from '../../step-host/host-world.ts';
import { DECLINED, failedOrHeldOrder, LOST, operation, runStep, sequenceBy } from './operate-world.ts';

const REASON = { reason: 'Zuora says that it is up again.' };
const UNKNOWN = { outcome: 'unknown', error: LOST } as const;

let found: ProbeResult;
let asked: AskedProbe[];
const second = { ...idlePlugin('second', 'at-most-once'), probe: async () => found };
let world: OrderWorld;
beforeEach(async () => {
  world = await startOrderWorld([idlePlugin('first'), second]);
  found = { applied: true, output: { number: 'A-1' } };
  asked = [];
});
afterEach(() => world.close());

/** The operator routes, with a step host that probes when it is started. */
function probing() {
  return operation(world, {
    startProbe: async (probe) => {
      asked.push(probe);
      const host = createStepHost(second, portsOf(world));
      const { orderId, run, step, results } = probe;
      await host({ orderId, run, step, results, mode: 'probe', asked: true }).catch(() => undefined);
    },
  });
}

/** A held order whose second step lost its reply, long enough ago that the call is over. */
async function held(): Promise<string> {
  const { id } = await failedOrHeldOrder(world, 'held', UNKNOWN);
  world.advance(120);
  return id;
}

describe('a probe by an operator', () => {
  it.each([
    [{ applied: true, output: { number: 'A-1' } }, 'effect', 'succeeded'],
    [{ applied: false }, 'no-effect', 'transient'],
    [{ applied: 'unknown' }, 'unknown', 'unknown'],
  ] as const)('of a partner that answers %j finds %s, and the order stays held', async (answer, finds, status) => {
    found = answer;
    const id = await held();
    const { send } = probing();
    const response = await send(`/${id}/steps/second/probe`, REASON);
    expect(response).toMatchObject({ status: 200, body: { step: 'second', found: finds, order: { status: 'held' } } });
    const record = await world.steps.get(id, 'second');
    expect(record).toMatchObject({ status, attempts: [{ outcome: 'unknown' }, { kind: 'probe', outcome: status }] });
    expect(record?.operations).toMatchObject([{ action: 'probe', run: 1, by: 'ada (client console)', ...REASON }]);
    expect(asked).toMatchObject([{ orderId: id, run: 1, results: { first: { contact: 'C-1' } }, number: 1 }]);
  });

  it('can be repeated while the outcome is unknown, as another question', async () => {
    found = { applied: 'unknown' };
    const id = await held();
    const { send } = probing();
    await send(`/${id}/steps/second/probe`, REASON);
    await send(`/${id}/steps/second/probe`, REASON);
    expect(asked.map(({ number }) => number)).toEqual([1, 2]);
    expect((await world.steps.get(id, 'second'))?.operations).toHaveLength(2);
  });

  it('is not answered yet while the partner is silent', async () => {
    const id = await held();
    const { send } = operation(world);
    const request = { headers: { prefer: 'wait=0' } };
    expect(await send(`/${id}/steps/second/probe`, REASON, request)).toMatchObject({
      status: 202,
      body: { found: null },
    });
  });

  it('of a step that its order continued without answers from the record of that step', async () => {
    const order = await world.submitted();
    const at = world.now().toISOString();
    const { id } = order;
    await world.orders.changeStatus({ orderId: id, run: 1, to: 'processing', events: [], at });
    await runStep(world, order, 'second', UNKNOWN);
    await world.orders.degrade({ orderId: id, run: 1, step: 'second', events: [], at });
    await world.orders.changeStatus({ orderId: id, run: 1, to: 'complete', events: [], at });
    expect(await probing().send(`/${id}/steps/second/probe`, REASON)).toMatchObject({ body: { found: 'effect' } });
  });

  it('that is a dry run asks nobody and records nothing', async () => {
    const id = await held();
    const before = JSON.stringify(await world.orders.getWithSteps(id));
    const { body } = await probing().send(`/${id}/steps/second/probe`, { ...REASON, dry_run: true });
    expect(body).toMatchObject({ dry_run: true, action: 'probe', steps: [{ step: 'second', plan: 'probe' }] });
    expect(asked).toEqual([]);
    expect(JSON.stringify(await world.orders.getWithSteps(id))).toBe(before);
  });
});

describe('a probe by an operator is refused', () => {
  const refusal = async (id: string, step = 'second') => {
    const answer = await probing().problem(`/${id}/steps/${step}/probe`, REASON);
    expect(asked).toEqual([]);
    return answer;
  };

  it('if the outcome is known', async () => {
    const { id } = await failedOrHeldOrder(world, 'failed', { outcome: 'declined', error: DECLINED });
    expect(await refusal(id)).toBe('409 step-not-operable');
    expect(await refusal(id, 'first')).toBe('409 step-not-operable');
  });

  it('if an operator has decided the step', async () => {
    const id = await held();
    await operation(world).send(`/${id}/steps/second/complete`, { ...REASON, output: {} });
    expect(await refusal(id)).toBe('409 step-not-operable');
  });

  it('while the run of the order probes by itself', async () => {
    const order = await world.submitted();
    const at = world.now().toISOString();
    await world.orders.changeStatus({ orderId: order.id, run: 1, to: 'processing', events: [], at });
    await runStep(world, order, 'second', UNKNOWN);
    expect(await refusal(order.id)).toBe('409 step-not-operable');
  });

  it('while another attempt may be in progress', async () => {
    const id = await held();
    const order = await world.orders.get(id);
    if (order === undefined) throw new TypeError('Expected the order.');
    const step = { id: 'second', name: 'second', service: 'test', effect: 'at-most-once' } as const;
    const [now, leaseUntil] = [0, 60_000].map((ms) => new Date(world.now().getTime() + ms).toISOString());
    await world.steps.claim({ orderId: id, run: 1, step, kind: 'probe', now: now ?? '', leaseUntil: leaseUntil ?? '' });
    expect(await refusal(id)).toBe('409 step-not-operable');
  });

  it('if the plugin cannot probe, or the sequence no longer has the step', async () => {
    const id = await held();
    const [first, other] = world.config.processOrder;
    if (first === undefined || other === undefined) throw new TypeError('Expected two steps.');
    const mute = { ...other, name: 'first', id: 'second' };
    for (const processOrder of [[first], [mute]]) {
      const { problem } = operation(world, { currentSequence: sequenceBy(world, { processOrder }) });
      expect(await problem(`/${id}/steps/second/probe`, REASON)).toBe('409 step-not-operable');
    }
    expect((await world.steps.get(id, 'second'))?.operations).toBeUndefined();
  });

  it('if the order or the step does not exist', async () => {
    expect(await refusal(`order-${'0'.repeat(32)}`)).toBe('404 order-not-found');
    expect(await refusal(await held(), 'third')).toBe('404 step-not-found');
  });
});
