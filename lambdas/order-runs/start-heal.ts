import { pluginFunctionId } from '../../blueprint/functions/function-ids.ts';
import type { JsonObject } from '../../core/json.ts';
import { healExecutionNameOf } from '../../core/order/order-ids.ts';
import type { RunEdition } from '../../core/order/run-edition.ts';
import type { SequenceStep } from '../../core/sequence/sequence.ts';
import { HEAL_MACHINE } from '../../core/sequence/service-machines.ts';
import type { StartStateMachine } from '../step-functions.ts';

/** A heal of a non-critical step that failed. */
export interface Healing {
  readonly orderId: string;
  readonly run: number;
  readonly step: SequenceStep;
  /** The output of the other steps, by step id. */
  readonly results: Readonly<Record<string, JsonObject>>;
  /** 1 for the heal that follows the failure, higher for each retry by an operator. */
  readonly trigger: number;
  /** How long to wait before the first attempt. */
  readonly waitSeconds: number;
  /** The edition that the step is of. @default what is deployed */
  readonly edition?: RunEdition | undefined;
}

/** Starts the execution that heals a step. Starting it again has no effect. */
export type StartHeal = (healing: Healing) => Promise<void>;

/** Creates the function that starts heals. Their input is described in `state-machines/heal.ts`. */
export function createStartHeal(start: StartStateMachine): StartHeal {
  return async ({ orderId, run, step, results, trigger, waitSeconds, edition }) => {
    const input = {
      orderId,
      run,
      function: pluginFunctionId(step.name),
      step,
      results,
      wait: { seconds: waitSeconds },
    };
    await start(HEAL_MACHINE, healExecutionNameOf(orderId, run, step.id, trigger), input, edition);
  };
}
