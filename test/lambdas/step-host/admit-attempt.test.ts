import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PluginOutcomeUnknown, PluginTransient } from '../../../core/errors/plugin-errors.ts';
import type { AttemptKind } from '../../../core/order/step-status.ts';
import { CalloutNotSent } from '../../../core/plugin/plugin-http.ts';
import type { ConnectionGuard } from '../../../lambdas/connections/connection-guard.ts';
import { type OrderWorld, startOrderWorld } from '../../helpers/order-world.ts';
import { type Behaviour, eventOf, hostOf } from './host-world.ts';

const PATIENCE = { connection: 'zuora', seconds: 3_600 };

let world: OrderWorld;
let isOpen: boolean;
let calls: number;
let learnt: string[];
beforeEach(async () => {
  world = await startOrderWorld();
  isOpen = false;
  calls = 0;
  learnt = [];
});
afterEach(() => world.close());

const connections: ConnectionGuard = {
  admits: async () => !isOpen,
  learn: async (connection, signal) => {
    learnt.push(`${connection} ${signal}`);
    return isOpen;
  },
};

const counted: Behaviour = {
  run: async () => {
    calls += 1;
    return { output: { id: 7 } };
  },
  probe: async () => {
    calls += 1;
    return { applied: false };
  },
  compensate: async () => {
    calls += 1;
  },
};

const host = (behaviour: Behaviour = {}) => hostOf(world, { ...counted, ...behaviour }, { connections });
const as = <Event extends object>(event: Event, mode: AttemptKind) => ({ ...event, mode });

describe('a step whose connection is open', () => {
  it('is not called, and nothing is recorded', async () => {
    const event = await eventOf(world, { patience: PATIENCE });
    isOpen = true;
    await expect(host()(event)).rejects.toMatchObject({
      name: 'PartnerUnavailable',
      message: expect.stringMatching(/^partner_unavailable: /),
    });
    expect(calls).toBe(0);
    expect(await world.steps.get(event.orderId, 'first')).toBeUndefined();
    isOpen = false;
    expect(await host()(event)).toEqual({ outcome: 'succeeded', output: { id: 7 } });
    expect(calls).toBe(1);
  });

  it('is called if it has no patience, and so is a heal', async () => {
    isOpen = true;
    expect(await host()(await eventOf(world))).toMatchObject({ outcome: 'succeeded' });
    const event = await eventOf(world, { patience: PATIENCE, critical: false });
    expect(await host()(as(event, 'heal'))).toMatchObject({ outcome: 'succeeded' });
    expect(learnt).toEqual(['zuora none']);
  });

  it('answers from its record if it has succeeded, was skipped, or does not apply', async () => {
    const event = await eventOf(world, { patience: PATIENCE });
    await host()(event);
    isOpen = true;
    expect(await host()(event)).toEqual({ outcome: 'succeeded', output: { id: 7 } });
    const skipped = await eventOf(world, { patience: PATIENCE, when: 'false' });
    expect(await host()(skipped)).toMatchObject({ outcome: 'skipped' });
    const decided = await eventOf(world, { patience: PATIENCE });
    const by = { by: 'ada', at: world.now().toISOString(), reason: 'Ticket 17' };
    await world.operatorSteps.decide(
      { orderId: decided.orderId, step: decided.step, record: undefined },
      { status: 'skipped', skipped: 'Operator', completedBy: by, action: { action: 'skip', run: 1, ...by } },
    );
    expect(await host()(decided)).toMatchObject({ outcome: 'skipped' });
    expect(calls).toBe(1);
  });

  it('keeps an unknown outcome unknown, and waits with its probe', async () => {
    const event = await eventOf(world, { patience: PATIENCE });
    const lost = host();
    await expect(
      host({ run: () => Promise.reject(new PluginOutcomeUnknown('No reply.')) })(event),
    ).rejects.toMatchObject({ name: 'PluginOutcomeUnknown' });
    isOpen = true;
    await expect(lost(event)).rejects.toMatchObject({ name: 'PluginOutcomeUnknown' });
    await expect(lost(as(event, 'probe'))).rejects.toMatchObject({ name: 'PartnerUnavailable' });
    expect((await world.steps.get(event.orderId, 'first'))?.attempts).toHaveLength(1);
    isOpen = false;
    world.advance(60);
    await expect(lost(as(event, 'probe'))).rejects.toMatchObject({ name: 'StepNotApplied' });
  });

  it('is not undone yet, unless there is nothing to undo', async () => {
    const event = await eventOf(world, { patience: PATIENCE });
    await host()(event);
    isOpen = true;
    await expect(host()(as(event, 'undo'))).rejects.toMatchObject({ name: 'PartnerUnavailable' });
    expect((await world.steps.get(event.orderId, 'first'))?.status).toBe('succeeded');
    const fresh = await eventOf(world, { patience: PATIENCE });
    expect(await host()(as(fresh, 'undo'))).toEqual({ outcome: 'undone', output: {} });
    isOpen = false;
    expect(await host()(as(event, 'undo'))).toEqual({ outcome: 'undone', output: {} });
  });
});

describe('an attempt that fails', () => {
  it('parks its order at once if the connection is open now, and is retried otherwise', async () => {
    const fails: Behaviour = { run: () => Promise.reject(new CalloutNotSent('connect ECONNREFUSED')) };
    const event = await eventOf(world, { patience: PATIENCE });
    await expect(host(fails)(event)).rejects.toMatchObject({ name: 'PluginTransient' });
    const opens: ConnectionGuard = { admits: async () => true, learn: async () => true };
    const opening = hostOf(world, fails, { connections: opens });
    await expect(opening(event)).rejects.toMatchObject({ name: 'PartnerUnavailable' });
    expect((await world.steps.get(event.orderId, 'first'))?.attempts).toHaveLength(2);
  });

  it('parks its order if the partner asks for a long wait, or asks too often', async () => {
    const asks = (seconds: number): Behaviour => ({
      run: () => Promise.reject(new PluginTransient('Busy.', { retryAfterSeconds: seconds })),
    });
    const event = await eventOf(world, { patience: PATIENCE, retry: { maxAttempts: 1 } });
    await expect(host(asks(61))(event)).rejects.toMatchObject({ name: 'PartnerUnavailable' });
    await expect(host(asks(20))(event)).rejects.toMatchObject({ name: 'PartnerUnavailable' });
    const other = await eventOf(world, { patience: PATIENCE, retry: { maxAttempts: 1 } });
    await expect(host(asks(20))(other)).rejects.toMatchObject({ name: 'PluginRetryLater' });
    await expect(host(asks(20))(other)).rejects.toMatchObject({ name: 'PartnerUnavailable' });
  });
});
