import type { HistoryEvent } from '@aws-sdk/client-sfn';
import * as z from 'zod';
import {
  FUNCTION_MISSING_ERROR,
  FUNCTION_NOT_STARTED_ERRORS,
  NO_EFFECT_ERRORS,
  THROTTLED_ERROR,
} from '../../blueprint/error-names.ts';
import { RUN_FIELDS, resultsSchema } from '../../blueprint/wire/step-event.ts';
import type { JsonObject } from '../../core/json.ts';
import type { RunStep } from '../../core/order/order-record.ts';
import type { AttemptKind } from '../../core/order/step-status.ts';
import { type StateSteps, stepInInput } from './state-steps.ts';

/** What the history of an execution says about one attempt of a step. */
export interface Evidence {
  readonly orderId: string;
  readonly run: number;
  readonly step: RunStep;
  readonly kind: AttemptKind;
  /** ISO 8601. */
  readonly startedAt: string;
  /**
   * `succeeded`, with the output. `waiting`: the call was made, and its callback had not come. `none`: no effect, or the step was
   * skipped. `lost`: it may have had its effect.
   */
  readonly end: 'succeeded' | 'waiting' | 'none' | 'lost';
  readonly output?: JsonObject;
}

/** Errors after which the step had no effect in the attempt. */
const WITHOUT_EFFECT: readonly string[] = [
  ...NO_EFFECT_ERRORS,
  ...FUNCTION_NOT_STARTED_ERRORS,
  FUNCTION_MISSING_ERROR,
  THROTTLED_ERROR,
  'StepBusy',
  'StepNeedsProbe',
  'StepNotApplied',
  'StepRefused',
];

const inputSchema = z.object(RUN_FIELDS);
const answerSchema = z.object({
  outcome: z.enum(['succeeded', 'skipped', 'waiting', 'undone']),
  output: resultsSchema.valueType.default({}),
});
const resultSchema = z.union([z.object({ Payload: answerSchema }).transform(({ Payload }) => Payload), answerSchema]);

/** An attempt whose end was not read yet. */
type OpenAttempt = Omit<Evidence, 'end' | 'output'> & { readonly isSubmitted: boolean };

/**
 * Returns the attempts of steps in the history of an execution that ended after an instant, or not at all. A run makes one attempt
 * at a time, so events belong to the state that was entered last.
 *
 * @param events all of them, oldest first
 */
export function evidenceOf(events: readonly HistoryEvent[], steps: StateSteps, since: Date): readonly Evidence[] {
  const found: Evidence[] = [];
  let state: { readonly name: string; readonly input: unknown } | undefined;
  let open: OpenAttempt | undefined;
  const close = (ending: Pick<Evidence, 'end' | 'output'>, at?: Date): void => {
    if (open !== undefined && (at === undefined || at >= since)) {
      const { isSubmitted, ...attempt } = open;
      found.push({ ...attempt, ...ending });
    }
    open = undefined;
  };
  for (const event of events) {
    const { stateEnteredEventDetails: entered, timestamp = since, type = '' } = event;
    if (entered?.name !== undefined) state = { name: entered.name, input: parse(entered.input) };
    else if (type === 'TaskScheduled') open = attemptIn(state, steps, timestamp);
    else if (type === 'TaskSubmitted') open = open && { ...open, isSubmitted: true };
    else if (type === 'TaskSucceeded') close(endOf(event.taskSucceededEventDetails?.output), timestamp);
    else if (FAILED.test(type)) close({ end: isWithoutEffect(event) ? 'none' : 'lost' }, timestamp);
  }
  close({ end: open?.isSubmitted ? 'waiting' : 'lost' });
  return found;
}

const FAILED = /^Task(Failed|TimedOut|StartFailed|SubmitFailed)$/;

function attemptIn(
  state: { readonly name: string; readonly input: unknown } | undefined,
  { calls }: StateSteps,
  at: Date,
): OpenAttempt | undefined {
  const call = calls.get(state?.name ?? '');
  const step = call?.step ?? stepInInput(state?.input);
  const order = inputSchema.safeParse(state?.input).data;
  if (call === undefined || step === undefined || order === undefined) return undefined;
  return { ...order, step, kind: call.kind, startedAt: at.toISOString(), isSubmitted: false };
}

function endOf(result: string | undefined): Pick<Evidence, 'end' | 'output'> {
  const answer = resultSchema.safeParse(parse(result)).data;
  if (answer === undefined) return { end: 'lost' };
  if (answer.outcome === 'skipped') return { end: 'none' };
  return answer.outcome === 'waiting' ? { end: 'waiting' } : { end: 'succeeded', output: answer.output };
}

function isWithoutEffect({ taskFailedEventDetails, taskStartFailedEventDetails: notStarted }: HistoryEvent): boolean {
  return WITHOUT_EFFECT.includes((taskFailedEventDetails ?? notStarted)?.error ?? '');
}

function parse(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
