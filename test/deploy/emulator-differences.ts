import { expect } from 'vitest';
import type { OrderView } from '../../core/order/order-view.ts';
import type { ProcessEvent } from '../../core/order/process-events.ts';
import type { ScenarioTarget } from '../e2e/scenario-target.ts';
import { exampleOrder } from '../e2e/scenarios.ts';

/** A scenario that the emulator lets end in another way than AWS. */
export interface EmulatorDifference {
  /** Names of the scenario's `describe` and `it`. */
  readonly scenario: readonly [string, string];
  /** What AWS does and the emulator does not. */
  readonly why: string;
  /** How it ends on the emulator instead. */
  readonly instead: string;
  /** Plays the scenario and expects that end, so that an emulator which catches up is noticed. */
  readonly play: (target: ScenarioTarget) => Promise<void>;
}

/** Every scenario that the deployment ends in another way; each is played as the emulator has it. */
export const EMULATOR_DIFFERENCES: readonly EmulatorDifference[] = [
  {
    scenario: ['a card that billing declines', 'fails the order with the public message, and later steps do not run'],
    why: 'On AWS the error of a Task is the name of what the handler threw. The emulator calls every error of a Node handler Runtime.HandlerError, so the state machine cannot tell that it is the one on record.',
    instead:
      'the order fails at the same step, its code and message are the general ones, and the record of the step tells of the declined card',
    play: async (target) => {
      await target.faults({ partner: 'zuora', path: '/v1/orders', fault: 'decline', times: 1 });

      const { status, body } = await target.api('POST', '/orders', await exampleOrder(), { prefer: 'wait=20' });
      const { order } = body as { order: OrderView };

      expect(status).toBe(422);
      expect(order).toMatchObject({ status: 'failed', failure: { step: 'zuora', code: 'step_ended_abnormally' } });
      expect(order.steps.map((step) => step.status)).toEqual(['succeeded', 'declined', 'pending']);
      const reply = await target.api('GET', `/orders/${order.id}/process-events`);
      const [event] = (reply.body as { items: ProcessEvent[] }).items;
      const recorded = event?.plugins.find(({ id }) => id === 'zuora');
      expect(recorded).toMatchObject({ status: 'declined', attempts: [{ error: { code: 'card_declined' } }] });
      const effects = (await target.effects()).map((effect) => `${effect.partner} ${effect.kind}`);
      expect(effects.toSorted()).toEqual(['salesforce account.created', 'salesforce contact.created']);
    },
  },
];
