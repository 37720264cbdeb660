import { afterEach, describe, expect, it } from 'vitest';
import { PluginFailed } from '../../core/errors/plugin-errors.ts';
import type { JsonObject } from '../../core/json.ts';
import type { Plugin } from '../../core/plugin/define-plugin.ts';
import type { StepEvent } from '../../lambdas/step-host/step-event.ts';
import { failureOf } from '../plugins/failure-of.ts';
import { NEW_ORDER } from '../plugins/partner-sandbox.ts';
import { type ContractWorld, privateValues, useContractWorld } from './contract-world.ts';

/** What the contract must know of a plugin to provoke every case. */
export interface PluginContract {
  readonly plugin: Plugin;
  /** Options of the step. @default none */
  options?(sandboxUrl: string): JsonObject;
  /** An order that the plugin accepts. @default the new order of the examples */
  readonly order?: JsonObject;
  /** What earlier steps answered. @default nothing */
  readonly results?: Readonly<Record<string, JsonObject>>;
  /** Where the effect is asked for; absent when the plugin calls nobody. */
  readonly partner?: { readonly name: 'salesforce' | 'zuora' | 'provisioning'; readonly path: string };
  /** The kinds of the effects that an accepted order has at the partner, in their order. @default none */
  readonly effects?: readonly string[];
  /** How a refusal ends, and how it comes about. @default the sandbox's fault `decline` at the partner */
  readonly declined: {
    readonly name: 'PluginDeclined' | 'PluginFailed';
    readonly code: string;
    arrange?(world: ContractWorld): Promise<void>;
    /** What earlier steps answered for the order that is refused. @default as for the others */
    readonly results?: Readonly<Record<string, JsonObject>>;
  };
  /** What makes an attempt fail in passing. @default the sandbox's fault `503` at the partner */
  transient?(world: ContractWorld): Promise<void>;
  /** What a success without readable content is. @default unknown */
  readonly malformed?: 'unknown' | 'accepted';
  /** What a probe finds when the first reply was lost: `part` when that is not the only effect. @default whole */
  readonly probed?: 'whole' | 'part';
  /** The kinds of the effects that an undo has, for a plugin that compensates. @default none: what there is, is kept */
  readonly undone?: readonly string[];
}

/**
 * Holds a plugin to what the state machines rely on, through the step host, the recording HTTP client and the sandbox:
 * how each ending is told apart, that an effect happens once, and that nothing private is stored.
 */
export function describePluginContract(contract: PluginContract): void {
  const { declined, effects: kinds = [], malformed = 'unknown', order = NEW_ORDER, partner, plugin } = contract;

  describe(`the contract of ${plugin.name}`, () => {
    const world = useContractWorld(plugin);
    const events: StepEvent[] = [];
    const start = async (
      step: Partial<StepEvent['step']> = {},
      results = contract.results ?? {},
    ): Promise<StepEvent> => {
      const options = contract.options?.(world.sandbox.url) ?? {};
      const event = await world.eventOf(order, { options, ...step }, results);
      events.push(event);
      return event;
    };
    const effects = async () => (await world.sandbox.effects()).map(({ kind }) => kind);
    const requests = async () => (await world.sandbox.requests()).length;
    const fault = (kind: string, more: JsonObject = {}) =>
      world.sandbox.fault({
        partner: partner?.name ?? null,
        path: partner?.path ?? null,
        fault: kind,
        times: 1,
        ...more,
      });
    const isRepeatable = plugin.effect === 'idempotent';

    /** A second attempt of what may have happened: again, with one effect; or nobody is called, and it stays unknown. */
    const expectOneEffect = async (event: StepEvent) => {
      const before = await requests();
      const second = world.host()(event);
      if (isRepeatable) {
        expect(await second).toMatchObject({ outcome: 'succeeded' });
        expect(await effects()).toEqual(kinds);
      } else {
        expect(await failureOf(second)).toMatchObject({ name: 'PluginOutcomeUnknown' });
        expect(await requests()).toBe(before);
        expect((await effects()).length).toBeLessThanOrEqual(kinds.length);
        expect((await world.recordOf(event))?.status).toBe('unknown');
      }
    };

    afterEach(async () => {
      for (const event of events.splice(0)) {
        const text = await world.storedText(event);
        for (const value of privateValues(order)) expect(text).not.toContain(value);
      }
    });

    it('accepts an order, with its effect, and answers its output', async () => {
      const event = await start();
      const answer = await world.host()(event);
      expect(answer.outcome).toBe('succeeded');
      expect(await effects()).toEqual(kinds);
      const record = await world.recordOf(event);
      expect(record).toMatchObject({
        status: 'succeeded',
        output: answer.output,
        attempts: [{ outcome: 'succeeded' }],
      });
      expect(record?.attempts[0]?.callouts?.length ?? 0).toBe(await requests());
      expect(await world.storedText(event)).toContain(partner?.path ?? plugin.name);
    });

    it('tells a refusal, has no effect, and calls nobody again in the same run', async () => {
      await (declined.arrange?.(world) ?? fault('decline'));
      const event = await start({}, declined.results);
      expect(await failureOf(world.host()(event))).toMatchObject({ name: declined.name, code: declined.code });
      expect(await effects()).toEqual([]);
      const before = await requests();
      expect(await failureOf(world.host()(event))).toMatchObject({ name: declined.name, code: declined.code });
      expect(await requests()).toBe(before);
    });

    it('is tried again after an error that passes, and then has its effect once', async () => {
      const event = await start();
      await (contract.transient?.(world) ?? fault('503'));
      expect(await failureOf(world.host()(event))).toMatchObject({ name: 'PluginTransient' });
      expect(await world.host()(event)).toMatchObject({ outcome: 'succeeded' });
      expect(await effects()).toEqual(kinds);
      expect((await world.recordOf(event))?.attempts.map(({ outcome }) => outcome)).toEqual(['transient', 'succeeded']);
    });

    it('answers a second invocation from its record', async () => {
      const event = await start();
      const first = await world.host()(event);
      const before = await requests();
      expect(await world.host()(event)).toEqual(first);
      expect(await requests()).toBe(before);
    });

    it('has one effect when the result of the first attempt was lost', async () => {
      const event = await start();
      const lost = failureOf(world.host({ steps: world.losingResults() })(event));
      expect(await lost).toMatchObject({ name: 'PluginOutcomeUnknown', code: 'result_not_recorded' });
      expect(await effects()).toEqual(kinds);
      world.endClaims(event);
      await expectOneEffect(event);
    });

    it('refuses options that it does not know', async () => {
      const options = { ...contract.options?.(world.sandbox.url), notAnOption: true };
      expect(plugin.options.safeParse(options).success).toBe(false);
      const event = await start({ options });
      expect(await failureOf(world.host()(event))).toMatchObject({ name: 'PluginFailed' });
      expect(await requests()).toBe(0);
    });

    if (plugin.compensate !== undefined) {
      it('undoes its effect once, and nothing when there is none', async () => {
        const { undone = [] } = contract;
        const [event, other] = [await start(), await start()];
        await world.host()(event);
        for (const undo of [event, event, other]) {
          expect(await world.host()({ ...undo, mode: 'undo' })).toMatchObject({ outcome: 'undone' });
        }
        expect(await effects()).toEqual([...kinds, ...undone]);
        expect((await world.recordOf(event))?.status).toBe('undone');
      });
    }

    if (partner === undefined) return;

    if (plugin.probe !== undefined) {
      const lose = async (event: StepEvent, kind: string) => {
        await fault(kind);
        expect(await failureOf(world.host()(event))).toMatchObject({ name: 'PluginOutcomeUnknown' });
        world.endClaims(event);
        return { ...event, mode: 'probe' } as const;
      };

      it('tells by a probe what happened before the reply was lost, and has its effect once', async () => {
        const event = await start();
        const lost = await lose(event, 'drop-after-effect');
        const found = contract.probed === 'part' ? await failureOf(world.host()(lost)) : await world.host()(lost);
        const after = await world.host()(event);
        expect(after).toMatchObject({ outcome: 'succeeded' });
        expect(found).toMatchObject(contract.probed === 'part' ? { name: 'StepNotApplied' } : after);
        expect(await effects()).toEqual(kinds);
      });

      it('tells by a probe that nothing happened, and has its effect when it is run again', async () => {
        const event = await start({ timeoutSeconds: 0.4 });
        const probe = world.host()(await lose(event, 'hang'));
        expect(await failureOf(probe)).toMatchObject({ name: 'StepNotApplied' });
        expect(await effects()).toEqual([]);
        const again = { ...event, step: { ...event.step, timeoutSeconds: 20 } };
        expect(await world.host()(again)).toMatchObject({ outcome: 'succeeded' });
        expect(await effects()).toEqual(kinds);
      });
    }

    describe('towards its partner', () => {
      it('has one effect when the reply was lost after it', async () => {
        const event = await start();
        await fault('drop-after-effect');
        expect(await failureOf(world.host()(event))).toMatchObject({ name: 'PluginOutcomeUnknown' });
        await expectOneEffect(event);
      });

      it('does not know the outcome when the reply takes longer than the step may', async () => {
        const event = await start({ timeoutSeconds: 0.4 });
        await fault('slow', { delayMs: 3_000 });
        expect(await failureOf(world.host()(event))).toMatchObject({ name: 'PluginOutcomeUnknown' });
        await expectOneEffect({ ...event, step: { ...event.step, timeoutSeconds: 20 } });
      });

      it(`takes a success that cannot be read for ${malformed}`, async () => {
        const event = await start();
        await fault('malformed');
        const outcome = world.host()(event);
        if (malformed === 'accepted') expect(await outcome).toMatchObject({ outcome: 'succeeded' });
        else expect(await failureOf(outcome)).toMatchObject({ name: 'PluginOutcomeUnknown' });
      });

      it('fails without a request when its secret is missing', async () => {
        const event = await start();
        const readSecret = async (reference: string): Promise<never> => {
          throw new PluginFailed(`Expected a secret named "${reference}", found none: create it.`, {
            code: 'secret_missing',
          });
        };
        const failure = await failureOf(world.host({ readSecret })(event));
        expect(failure).toMatchObject({ name: 'PluginFailed', code: 'secret_missing' });
        expect(await requests()).toBe(0);
      });
    });
  });
}
