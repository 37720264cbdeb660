import { COMPLETE_ORDER_FUNCTION } from '../blueprint/functions/function-ids.ts';
import type { ParkMode } from '../blueprint/wire/park-event.ts';
import type { SequenceStep } from '../core/sequence/sequence.ts';
import { type Catcher, expression, LAMBDA_INVOKE_WITH_CALLBACK, literal, type TaskState } from './asl.ts';
import { functionPlaceholder } from './placeholders.ts';
import { PERSISTENT_RETRIER } from './retriers.ts';
import { parkOf } from './state-names.ts';
import { catcherOf, PASSED_ON } from './step-task.ts';

/** A state whose order can be parked, and where the order goes from there. */
export interface ParkedState {
  readonly step: SequenceStep;
  /** What the state does. */
  readonly mode: ParkMode;
  /** Name of the state; the released order returns to it. */
  readonly state: string;
  /** Name of the state that parks. @default that of `state` */
  readonly parkState?: string;
  /** The state that follows when the patience is over. */
  readonly givesUpTo: string;
}

/** A step with patience. */
type PatientStep = SequenceStep & { readonly patience: NonNullable<SequenceStep['patience']> };

/** Returns whether orders wait at a step while its partner is unavailable. */
export function isPatient(step: SequenceStep): step is PatientStep {
  return step.patience !== undefined;
}

/**
 * Returns the state that parks an order: it waits with a task token, which costs nothing, until the order is released or the patience
 * of the step is over. Parking and returning are two transitions.
 *
 * The patience counts from the first parking at the state, and `parking` carries its end through later ones.
 *
 * @param failureFields the fields of the input that the next state needs if the patience is over
 */
export function parkTask(
  step: PatientStep,
  { mode, state, givesUpTo }: Omit<ParkedState, 'step'>,
  failureFields: readonly string[] = ['failure'],
): TaskState {
  const givenUp = {
    ...PASSED_ON,
    ...Object.fromEntries(failureFields.map((field) => [field, expression(`$states.input.${field}`)])),
  };
  return {
    Type: 'Task',
    Comment: `Parks the order: ${step.patience.connection} is unavailable. It waits at no cost until it is released.`,
    Resource: LAMBDA_INVOKE_WITH_CALLBACK,
    Arguments: {
      FunctionName: functionPlaceholder(COMPLETE_ORDER_FUNCTION),
      Payload: {
        action: 'park',
        orderId: expression('$states.input.orderId'),
        run: expression('$states.input.run'),
        mode,
        connection: step.patience.connection,
        failure: expression(`$states.input.${failureFields.at(-1)}`),
        parking: expression('$states.input.parking'),
        taskToken: expression('$states.context.Task.Token'),
      },
    },
    TimeoutSeconds: expression('$max([1, $floor(($states.input.parking.until - $millis()) / 1000)])'),
    Retry: [
      { ...PERSISTENT_RETRIER, ErrorEquals: ['States.Timeout', 'StepRefused'], MaxAttempts: 0 },
      PERSISTENT_RETRIER,
    ],
    Catch: [
      { ErrorEquals: ['States.DataLimitExceeded'], Next: givesUpTo, Output: givenUp },
      { ErrorEquals: ['States.ALL'], Next: givesUpTo, Output: givenUp },
    ],
    Output: expression('$states.input'),
    Next: state,
  };
}

/** Returns the catcher that parks the order of a step with patience after these errors. */
export function parkCatcher(
  { id, patience }: PatientStep,
  { state, parkState = parkOf(state) }: Pick<ParkedState, 'state' | 'parkState'>,
  errors: readonly string[],
  failureField = 'failure',
): Catcher {
  const failure = `{"step": ${literal(id)}, "error": $states.errorOutput.Error, "cause": $states.errorOutput.Cause}`;
  const known = '$states.input.parking';
  const again = `{"state": ${literal(state)}, "times": ${known}.times + 1, "since": ${known}.since, "until": ${known}.until}`;
  const first = `{"state": ${literal(state)}, "times": 1, "since": $millis(), "until": $millis() + ${patience.seconds * 1000}}`;
  const parking = `${known}.state = ${literal(state)} ? ${again} : ${first}`;
  const output = `$merge([$states.input, {${literal(failureField)}: ${failure}, "parking": ${parking}}])`;
  return catcherOf(output)(errors, parkState);
}
