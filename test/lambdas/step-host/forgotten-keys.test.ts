import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StepEvent } from '../../../blueprint/wire/step-event.ts';
import type { Idempotency } from '../../../core/plugin/idempotency.ts';
import { type OrderWorld, startOrderWorld } from '../../helpers/order-world.ts';
import { createForgetfulPartner, type RequestFate } from './forgetful-partner.ts';
import { type Behaviour, eventOf, hostOf, inMode, portsOf, resumed } from './host-world.ts';

let world: OrderWorld;
beforeAll(async () => {
  world = await startOrderWorld();
});
afterAll(() => world.close());

const HOURS = 24;
const RUNS = 60;
/** The time that a busy machine needs. */
const LONG = 120_000;
const STEPS = ['run', 'run', 'run', 'heal', 'probe', 'dying run', 'resume', 'operator retry'] as const;

interface Happening {
  readonly step: (typeof STEPS)[number];
  readonly hoursBefore: number;
}

const fateArbitrary: fc.Arbitrary<RequestFate> = fc.record({
  answer: fc.constantFrom('accepted', 'accepted', 'declined', 'busy', 'nothing'),
  isReplyLost: fc.boolean(),
  seconds: fc.integer({ min: 0, max: 4 }),
});
const happeningArbitrary: fc.Arbitrary<Happening> = fc.record({
  step: fc.constantFrom(...STEPS),
  hoursBefore: fc.oneof(
    fc.constantFrom(0.01, 0.5, 11.9, 23.99, 24, 24.01, 30),
    fc.double({ min: 0, max: 50, noNaN: true }),
  ),
});
const planArbitrary = fc.record({
  keeps: fc.constantFrom<Idempotency['keeps']>('successes', 'all-answers'),
  canProbe: fc.boolean(),
  fates: fc.array(fateArbitrary, { minLength: 1, maxLength: 20 }),
  happenings: fc.array(happeningArbitrary, { minLength: 2, maxLength: 12 }),
});

type Plan = typeof planArbitrary extends fc.Arbitrary<infer Value> ? Value : never;

const fate = (answer: RequestFate['answer'], isReplyLost = false): RequestFate => ({ answer, isReplyLost, seconds: 0 });
const happening = (hoursBefore: number, step: Happening['step']): Happening => ({ hoursBefore, step });

/** The first key, whose answer is a decline, is forgotten before the second one, under which the effect happened. */
const NEW_KEY_AFTER_A_DECLINE: Plan = {
  keeps: 'all-answers',
  canProbe: false,
  fates: [fate('declined'), fate('busy'), fate('accepted', true), fate('accepted')],
  happenings: [happening(0, 'run'), happening(20, 'resume'), happening(0, 'run'), happening(5, 'run')],
};

/** The host is lost after it has refused to send, so its attempt looks like one that was sent. */
const LOST_REFUSAL: Plan = {
  keeps: 'successes',
  canProbe: false,
  fates: [fate('accepted', true), fate('accepted')],
  happenings: [happening(0, 'run'), happening(30, 'dying run'), happening(0.01, 'run')],
};

/** Lets everything happen to a step. Returns how often its effect happened. */
async function effectsOf({ canProbe, fates, happenings, keeps }: Plan, declared: Idempotency): Promise<number> {
  let sent = 0;
  const nextFate = (): RequestFate => fates[sent++ % fates.length] as RequestFate;
  const partner = createForgetfulPartner(world, { forHours: HOURS, keeps }, nextFate);
  const behaviour: Behaviour = {
    effect: { idempotent: declared },
    run: partner.run,
    ...(canProbe && { probe: partner.probe }),
  };
  const ended = (call: Promise<unknown>) => call.catch(() => undefined);
  const finish = () => Promise.reject(new Error('The function ended.'));
  let event = await eventOf(world);
  for (const { hoursBefore, step } of happenings) {
    world.advance(hoursBefore * 3600);
    if (step === 'resume') event = await nextRun(event);
    else if (step === 'operator retry') event = (await retriedIfNothingHappened(event, partner.effects())) ?? event;
    else if (step === 'dying run') {
      await ended(hostOf(world, behaviour, portsOf(world, { steps: { ...world.steps, finish } }))(event));
    } else await ended(hostOf(world, behaviour)(inMode(event, step)));
  }
  return partner.effects();
}

async function nextRun(event: StepEvent): Promise<StepEvent> {
  const at = world.now().toISOString();
  await world.orders.changeStatus({ orderId: event.orderId, run: event.run, to: 'processing', events: [], at });
  return resumed(world, event);
}

/** An operator retries a step only after a look at the partner. */
async function retriedIfNothingHappened(event: StepEvent, effects: number): Promise<StepEvent | undefined> {
  const record = await world.steps.get(event.orderId, 'first');
  if (effects > 0 || record === undefined || record.leaseUntil >= world.now().toISOString()) return undefined;
  const action = {
    action: 'retry',
    run: event.run,
    by: 'ada',
    at: world.now().toISOString(),
    reason: 'Looked.',
  } as const;
  await world.operatorSteps.decide({ orderId: event.orderId, step: event.step, record }, { status: 'failed', action });
  return nextRun(event);
}

describe('a partner that forgets keys', () => {
  it('has an effect at most once, whatever is lost, and whenever the step is run, healed, probed or resumed', {
    timeout: LONG,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(planArbitrary, async (plan) => {
        expect(await effectsOf(plan, { forHours: HOURS, keeps: plan.keeps })).toBeLessThanOrEqual(1);
      }),
      { numRuns: RUNS, examples: [[NEW_KEY_AFTER_A_DECLINE], [LOST_REFUSAL]] },
    );
  });

  it('has effects twice if the plugin claims that keys last for ever', { timeout: LONG }, async () => {
    const check = fc.asyncProperty(planArbitrary, async (plan) => {
      expect(await effectsOf(plan, { forHours: 'ever', keeps: plan.keeps })).toBeLessThanOrEqual(1);
    });
    expect((await fc.check(check, { numRuns: 10 * RUNS, endOnFailure: true })).failed).toBe(true);
  });
});
