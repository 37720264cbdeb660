import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { canonicalJson, type JsonObject } from '../../core/json.ts';
import { stepKey } from '../../core/order/order-keys.ts';
import type {
  AttemptError,
  CallbackAnswer,
  ManualDecision,
  RunStep,
  StepAction,
  StepRecord,
} from '../../core/order/order-record.ts';
import type { StepStatus } from '../../core/order/step-status.ts';
import { allOf, type Condition, equals, hasSize, IS_NEW, isAbsent, type UpdateParts } from '../update-expression.ts';
import { type StepItem, stepOf } from './order-item.ts';
import { hasAction, updateOnce } from './update-once.ts';

/** A step as it was read. A write requires its record to be unchanged. */
export interface StepAsRead {
  readonly orderId: string;
  readonly step: Pick<RunStep, 'id' | 'name' | 'service'>;
  /** Undefined if there is none yet. */
  readonly record: StepRecord | undefined;
}

/** An operator's decision about a step. */
export interface OperatorDecision {
  readonly status: Extract<StepStatus, 'succeeded' | 'skipped' | 'failed'>;
  readonly action: StepAction;
  readonly output?: JsonObject;
  readonly skipped?: string;
  /** The operator who decided, if status and output are the step's final result. */
  readonly completedBy?: ManualDecision;
  /** Whether the next attempt is a new request to the partner. @default false */
  readonly startsGeneration?: boolean;
}

/** The end of an attempt that waits for its callback. */
export interface WaitEnd {
  readonly status: Extract<StepStatus, 'succeeded' | 'declined'>;
  readonly output?: JsonObject;
  readonly error?: AttemptError;
}

/**
 * The changes that operators and callbacks make to steps. Each is one write, on condition that the step is unchanged, and
 * succeeds if the step already shows it.
 */
export interface OperatorStepStore {
  /** Records an operator's decision. Returns false if the step has changed. */
  decide(step: StepAsRead, decision: OperatorDecision): Promise<boolean>;
  /** Records that an operator asks for a probe, and leaves the step as it is. Returns false if the step has changed. */
  recordProbe(step: StepAsRead, action: StepAction): Promise<boolean>;
  /** Keeps an answer that arrives before the step waits for it. Returns false if the step has changed or has an answer. */
  keepAnswer(step: StepAsRead, answer: CallbackAnswer, at: string): Promise<boolean>;
  /**
   * Ends the latest attempt, which waits for its answer or lost it. Returns the step, or undefined if it has changed. The
   * returned step has the current task token, which a resume may have replaced since the step was read.
   */
  endWait(step: StepAsRead, end: WaitEnd): Promise<StepRecord | undefined>;
}

/** Creates the store over the order table. */
export function createOperatorStepStore(client: DynamoDBDocumentClient, table: string): OperatorStepStore {
  const update = async (
    { orderId, step, record }: StepAsRead,
    { when, ...changes }: Omit<UpdateParts, 'when'> & { readonly when?: Condition },
    isDone: (step: StepRecord) => boolean,
  ): Promise<StepRecord | undefined> => {
    const parts = { ...changes, when: allOf(...unchanged(record), ...(when === undefined ? [] : [when])) };
    const recordIn = (item: Readonly<Record<string, unknown>>) => stepOf(item as unknown as StepItem);
    const item = await updateOnce(client, table, stepKey(orderId, step.id), parts, (found) => isDone(recordIn(found)));
    return item && recordIn(item);
  };

  return {
    async decide(step, { status, action, output, skipped, completedBy, startsGeneration = false }) {
      const decided = { output: output && JSON.stringify(output), skipped, completedBy };
      const absent = Object.entries(decided).flatMap(([name, value]) => (value === undefined ? [name] : []));
      const { taskToken, generation = 1 } = step.record ?? {};
      const written = await update(
        step,
        {
          set: {
            ...descriptionOf(step),
            status,
            ...decided,
            generation: startsGeneration ? generation + 1 : undefined,
          },
          setIfAbsent: initialFields(action.run, action.at),
          append: { operations: [action] },
          remove: ['taskToken', 'answer', ...absent],
          // The decision would not reach a state that waits with another token.
          when: taskToken === undefined ? isAbsent('taskToken') : equals('taskToken', taskToken),
        },
        (current) => hasAction(current, action),
      );
      return written !== undefined;
    },

    async recordProbe(step, action) {
      const parts = { append: { operations: [action] } };
      return (await update(step, parts, (current) => hasAction(current, action))) !== undefined;
    },

    async keepAnswer(step, answer, at) {
      const written = await update(
        step,
        {
          set: { ...descriptionOf(step), answer: JSON.stringify(answer) },
          setIfAbsent: { ...initialFields(0, at), status: 'pending' satisfies StepStatus },
          when: isAbsent('answer'),
        },
        (current) => current.answer !== undefined && canonicalJson(current.answer) === canonicalJson(answer),
      );
      return written !== undefined;
    },

    endWait(step, end) {
      const { status, output, error } = end;
      const { record } = step;
      const last = `attempts[${(record?.attempts.length ?? 0) - 1}]`;
      return update(
        step,
        {
          set: {
            status,
            output: output && JSON.stringify(output),
            [`${last}.outcome`]: status,
            [`${last}.error`]: error,
          },
          remove: ['answer'],
        },
        (current) => current.attempts.length === record?.attempts.length && endedWith(current, end),
      );
    },
  };
}

function descriptionOf({ step }: StepAsRead): Readonly<Record<string, string>> {
  return { stepId: step.id, plugin: step.name, service: step.service };
}

/** The fields of a step that was never run. */
function initialFields(run: number, at: string): Pick<StepRecord, 'run' | 'leaseUntil' | 'attempts'> {
  return { run, leaseUntil: at, attempts: [] };
}

/** Returns the conditions that hold if the step was not claimed, ended or decided since it was read. */
function unchanged(record: StepRecord | undefined): readonly Condition[] {
  if (record === undefined) return [IS_NEW];
  const { status, attempts, leaseUntil, operations } = record;
  return [
    equals('status', status),
    hasSize('attempts', attempts.length),
    equals('leaseUntil', leaseUntil),
    operations === undefined ? isAbsent('operations') : hasSize('operations', operations.length),
  ];
}

/** Returns whether the latest attempt of a step ended with an answer. */
export function endedWith(record: StepRecord, { status, output, error }: WaitEnd): boolean {
  const recorded = record.attempts.at(-1)?.error;
  return (
    record.status === status &&
    (output === undefined || canonicalJson(record.output ?? {}) === canonicalJson(output)) &&
    (error === undefined || (recorded?.code === error.code && recorded.message === error.message))
  );
}

/** Returns how an answer ends the waiting attempt. An error in the answer is a business answer, like a decline. */
export function waitEndOf(answer: CallbackAnswer): WaitEnd {
  if ('output' in answer) return { status: 'succeeded', output: answer.output };
  const { code, message } = answer.error;
  return { status: 'declined', error: { name: 'PluginDeclined', code, message, publicMessage: message } };
}
