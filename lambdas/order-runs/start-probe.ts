import { pluginFunctionId } from '../../blueprint/functions/function-ids.ts';
import type { JsonObject } from '../../core/json.ts';
import { probeExecutionNameOf } from '../../core/order/order-ids.ts';
import type { RunEdition } from '../../core/order/run-edition.ts';
import type { SequenceStep } from '../../core/sequence/sequence.ts';
import { PROBE_MACHINE } from '../../core/sequence/service-machines.ts';
import type { StartStateMachine } from '../step-functions.ts';

/** A probe that an operator asks for. */
export interface AskedProbe {
  readonly orderId: string;
  readonly run: number;
  readonly step: SequenceStep;
  /** The output of the other steps, by step id. */
  readonly results: Readonly<Record<string, JsonObject>>;
  /** Counts the probes that operators asked for at the step, from 1. */
  readonly number: number;
  /** The edition that the step is of. @default what is deployed */
  readonly edition?: RunEdition | undefined;
}

/** Starts the execution that probes a step. Starting it again has no effect. */
export type StartProbe = (probe: AskedProbe) => Promise<void>;

/** Creates the function that starts probes. Their input is described in `state-machines/probe-step.ts`. */
export function createStartProbe(start: StartStateMachine): StartProbe {
  return async ({ orderId, run, step, results, number, edition }) => {
    const input = { orderId, run, function: pluginFunctionId(step.name), step, results };
    await start(PROBE_MACHINE, probeExecutionNameOf(orderId, run, step.id, number), input, edition);
  };
}
