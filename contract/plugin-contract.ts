import { afterEach, describe, expect, it } from 'vitest';
import type { StepEvent } from '../blueprint/wire/step-event.ts';
import { PluginFailed } from '../core/errors/plugin-errors.ts';
import type { JsonObject } from '../core/json.ts';
import type { Plugin } from '../core/plugin/define-plugin.ts';
import { idempotencyOf } from '../core/plugin/step-traits.ts';
import { type ContractWorld, type OwnPartners, privateValues, useContractWorld } from './contract-world.ts';
import { failureOf } from './failure-of.ts';
import { NEW_ORDER } from './partner-sandbox.ts';

/** What the contract needs to provoke every case for a plugin. */
export interface PluginContract extends OwnPartners {
  readonly plugin: Plugin;
  /** Options of the step. @default none */
  options?(sandboxUrl: string): JsonObject;
  /** An order that the plugin accepts. @default the new order of the examples */
  readonly order?: JsonObject;
  /** The outputs of earlier steps. @default none */
  readonly results?: Readonly<Record<string, JsonObject>>;
  /** Where the plugin requests its effect. @default the plugin calls no partner */
  readonly partner?: {
    /** `salesforce`, `zuora`, `provisioning`, or the name of one of `partners`. */
    readonly name: string;
    readonly path: string;
  };
  /** The kinds of effects that an accepted order has at the partner, in order. @default none */
  readonly effects?: readonly string[];
  /** The error of a rejection, and how to provoke it. @default the sandbox's fault `decline` at the partner */
  readonly declined: {
    readonly name: 'PluginDeclined' | 'PluginFailed';
    readonly code: string;
    arrange?(world: ContractWorld): Promise<void>;
    /** The outputs of earlier steps for the rejected order. @default as for the others */
    readonly results?: Readonly<Record<string, JsonObject>>;
  };
  /** Provokes a transient error. @default the sandbox's fault `503` at the partner */
  transient?(world: ContractWorld): Promise<void>;
  /** The outcome of a success with unreadable content. @default unknown */
  readonly malformed?: 'unknown' | 'accepted';
  /** What a probe finds after the first reply was lost: `part` if the step has further effects. @default whole */
  readonly probed?: 'whole' | 'part';
  /** The kinds of effects of an undo, for a plugin that compensates. @default none: the undo keeps everything */
  readonly undone?: readonly string[];
}

/**
 * Checks the guarantees that the state machines rely on, through the step host, the recording HTTP client and the sandbox:
 * outcomes are distinguished, an effect happens once, and nothing private is stored.
 */
export function describePluginContract(contract: PluginContract): void {
  const { declined, effects: kinds = [], malformed = 'unknown', order = NEW_ORDER, partner, plugin } = contract;

  describe(`the contract of ${plugin.name}`, () => {
    const world = useContractWorld(plugin, contract);
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
    const isRepeatable = plugin.effect !== 'at-most-once';

    /** A second attempt either repeats the request, with one effect, or sends nothing and keeps the outcome unknown. */
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
        for (const value of privateValues(order, contract.secrets?.(world.sandbox.url)))
          expect(text).not.toContain(value);
      }
    });

    it('processes an order, with its effect, and returns its output', async () => {
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

    it('reports a rejection, has no effect, and sends no request again in the same run', async () => {
      await (declined.arrange?.(world) ?? fault('decline'));
      const event = await start({}, declined.results);
      expect(await failureOf(world.host()(event))).toMatchObject({ name: declined.name, code: declined.code });
      expect(await effects()).toEqual([]);
      const before = await requests();
      expect(await failureOf(world.host()(event))).toMatchObject({ name: declined.name, code: declined.code });
      expect(await requests()).toBe(before);
    });

    it('is retried after a transient error, and then has its effect once', async () => {
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

    it('rejects unknown options', async () => {
      const options = { ...contract.options?.(world.sandbox.url), notAnOption: true };
      expect(plugin.options.safeParse(options).success).toBe(false);
      const event = await start({ options });
      expect(await failureOf(world.host()(event))).toMatchObject({ name: 'PluginFailed' });
      expect(await requests()).toBe(0);
    });

    if (plugin.compensate !== undefined) {
      it('undoes its effect once, and nothing if it had none', async () => {
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

      it('reports in a probe the effect whose reply was lost, and has it once', async () => {
        const event = await start();
        const lost = await lose(event, 'drop-after-effect');
        const found = contract.probed === 'part' ? await failureOf(world.host()(lost)) : await world.host()(lost);
        const after = await world.host()(event);
        expect(after).toMatchObject({ outcome: 'succeeded' });
        expect(found).toMatchObject(contract.probed === 'part' ? { name: 'StepNotApplied' } : after);
        expect(await effects()).toEqual(kinds);
      });

      it('reports in a probe that nothing happened, and has its effect when it runs again', async () => {
        const event = await start({ timeoutSeconds: 0.4 });
        const probe = world.host()(await lose(event, 'hang'));
        expect(await failureOf(probe)).toMatchObject({ name: 'StepNotApplied' });
        expect(await effects()).toEqual([]);
        const again = { ...event, step: { ...event.step, timeoutSeconds: 20 } };
        expect(await world.host()(again)).toMatchObject({ outcome: 'succeeded' });
        expect(await effects()).toEqual(kinds);
      });
    }

    const idempotency = () => idempotencyOf(plugin, contract.options?.(world.sandbox.url) ?? {});

    if (isRepeatable) {
      it('sends a lost request again after its key expired only if a probe finds no effect', async () => {
        const { forHours = 0 } = idempotency() ?? {};
        const lost = await start();
        await fault('drop-after-effect');
        expect(await failureOf(world.host()(lost))).toMatchObject({ name: 'PluginOutcomeUnknown' });
        world.pass(forHours === 'ever' ? 10_000 : forHours);
        const before = await requests();
        const repeated = world.host()(lost);
        if (forHours === 'ever') expect(await repeated).toMatchObject({ outcome: 'succeeded' });
        else {
          expect(await failureOf(repeated)).toMatchObject({ name: 'StepNeedsProbe' });
          expect(await requests()).toBe(before);
          expect((await world.recordOf(lost))?.attempts.at(-1)?.error?.code).toBe('key_expired');
          if (plugin.probe !== undefined)
            expect(await world.host()({ ...lost, mode: 'probe' })).toMatchObject({ outcome: 'succeeded' });
        }
        expect(await effects()).toEqual(kinds);
      });
    }

    describe('with its partner', () => {
      it('has one effect when the reply is lost after it', async () => {
        const event = await start();
        await fault('drop-after-effect');
        expect(await failureOf(world.host()(event))).toMatchObject({ name: 'PluginOutcomeUnknown' });
        await expectOneEffect(event);
      });

      it('has an unknown outcome when the reply takes longer than the time limit of the step', async () => {
        const event = await start({ timeoutSeconds: 0.4 });
        await fault('slow', { delayMs: 3_000 });
        expect(await failureOf(world.host()(event))).toMatchObject({ name: 'PluginOutcomeUnknown' });
        await expectOneEffect({ ...event, step: { ...event.step, timeoutSeconds: 20 } });
      });

      it(`treats an unreadable success as ${malformed}`, async () => {
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
