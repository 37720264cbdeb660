import { pluginFunctionId } from '../blueprint/functions/function-ids.ts';
import { STEP_HOST_MARGIN_SECONDS } from '../blueprint/functions/plugin-functions.ts';
import type { StepEvent } from '../blueprint/wire/step-event.ts';
import type { JsonObject, JsonValue } from '../core/json.ts';
import type { AttemptKind } from '../core/order/step-status.ts';
import type { SequenceStep } from '../core/sequence/sequence.ts';
import { type Catcher, expression, literal, type TaskState } from './asl.ts';
import { functionPlaceholder } from './placeholders.ts';

/** How many seconds after its function a state times out. By then the step's lease has expired. */
const TASK_MARGIN_SECONDS = 10;

/** A step event in which values may be expressions. */
export type StepPayload = { readonly [Field in keyof StepEvent]: JsonValue };

/** The fields that every state of a run passes on. */
export const PASSED_ON: JsonObject = {
  orderId: expression('$states.input.orderId'),
  run: expression('$states.input.run'),
  revision: expression('$states.input.revision'),
  results: expression('$states.input.results'),
};

/** Returns the timeout of a Task that invokes a step's function. */
export function stepTimeoutSeconds({ timeoutSeconds }: Pick<SequenceStep, 'timeoutSeconds'>): number {
  return timeoutSeconds + STEP_HOST_MARGIN_SECONDS + TASK_MARGIN_SECONDS;
}

/** Returns a step as its function receives it. */
export function stepArgument({ retry, callback, patience, ...step }: SequenceStep): JsonObject {
  return {
    ...step,
    retry: { ...retry },
    ...(callback !== undefined && { callback: { ...callback } }),
    ...(patience !== undefined && { patience: { ...patience } }),
  };
}

/** Returns the arguments of a Task that invokes a step's function. */
export function stepArguments(step: SequenceStep, mode: AttemptKind = 'run'): TaskState['Arguments'] {
  return {
    FunctionName: functionPlaceholder(pluginFunctionId(step.name)),
    Payload: stepPayload(stepArgument(step), mode),
  };
}

/**
 * Returns the payload of a step's function.
 *
 * @param step the step, or an expression for it
 */
export function stepPayload(step: JsonValue, mode: AttemptKind): StepPayload {
  return {
    ...(mode === 'run' ? {} : { mode }),
    orderId: expression('$states.input.orderId'),
    run: expression('$states.input.run'),
    results: expression('$states.input.results'),
    step,
  };
}

/** Returns the fields that a step's Task passes on, with the step's output added to `results` under its id. */
export function withOutput(stepId: string, output: string): JsonObject {
  return { ...PASSED_ON, results: expression(`$merge([$states.input.results, {${literal(stepId)}: ${output}}])`) };
}

/** Returns a function that creates catchers with this output. */
export function catcherOf(output: string): (errors: readonly string[], next: string) => Catcher {
  return (ErrorEquals, Next) => ({ ErrorEquals, Next, Output: expression(output) });
}
