import type { AttemptError, AttemptRecord, StepRecord } from '../../core/order/order-record.ts';
import type { Evidence } from './evidence.ts';

/** Code of an attempt that the restored table does not know how it ended. */
export const RESTORED = 'restored';

/**
 * Returns the record of a step with what executions say that it did after the restore point: what succeeded has its output, and what
 * may have happened is unknown. A repeat changes nothing.
 *
 * What an operator decided stays, and so does a success that the record has.
 *
 * @param record undefined before the step's first attempt
 * @param evidence of this step, oldest first
 * @returns undefined if there is nothing to change
 */
export function markStep(record: StepRecord | undefined, evidence: readonly Evidence[]): StepRecord | undefined {
  const marked = evidence.reduce(markAttempt, record);
  return marked === record ? undefined : marked;
}

function markAttempt(record: StepRecord | undefined, found: Evidence): StepRecord | undefined {
  if (found.end === 'none' || isKnown(record, found)) return record;
  const { kind, output = {}, run, startedAt, step } = found;
  const before: StepRecord = record ?? { ...newRecord(found), status: 'pending' };
  const attempt = { run, ...(kind !== 'run' && { kind }), startedAt, ...ENDED[found.end] };
  const { answer, completedBy, output: former, skipped, taskToken, ...rest } = before;
  const claimed = { ...rest, stepId: step.id, run, leaseUntil: startedAt, attempts: [...before.attempts, attempt] };
  const open = {
    ...claimed,
    ...(answer && { answer }),
    ...(former && { output: former }),
    ...(taskToken && { taskToken }),
  };
  if (kind === 'undo' && found.end === 'succeeded')
    return { ...claimed, status: 'undone', generation: (before.generation ?? 1) + 1 };
  if (kind === 'undo') return { ...open, ...(completedBy && { completedBy }), status: 'undo-failed' };
  // The callback of a step that succeeded has been answered.
  return found.end === 'succeeded' ? { ...claimed, status: 'succeeded', output } : { ...open, status: attempt.outcome };
}

function newRecord({ run, startedAt, step }: Evidence): Omit<StepRecord, 'status'> {
  return { stepId: step.id, plugin: step.name, service: step.service, run, leaseUntil: startedAt, attempts: [] };
}

function isKnown(record: StepRecord | undefined, { end, kind, run, startedAt }: Evidence): boolean {
  if (record === undefined) return false;
  if (record.attempts.some((attempt) => attempt.run === run && attempt.startedAt === startedAt)) return true;
  if (kind === 'undo') return record.status === 'undone';
  // A probe has no effect, so one without an answer says nothing.
  const saysNothing = kind === 'probe' && end !== 'succeeded';
  return saysNothing || record.completedBy !== undefined || record.status === 'succeeded';
}

const LOST: AttemptError = {
  name: 'PluginOutcomeUnknown',
  code: RESTORED,
  message:
    'The attempt ended after the point to which the table was restored, or not at all, so its record is lost: it may have had its effect.',
  publicMessage: 'We are checking the state of this order. Please do not submit it again.',
};

/** How an attempt is recorded, by its end. */
const ENDED = {
  succeeded: { outcome: 'succeeded' },
  waiting: { outcome: 'waiting' },
  lost: { outcome: 'unknown', error: LOST },
} as const satisfies Readonly<Record<Exclude<Evidence['end'], 'none'>, Pick<AttemptRecord, 'outcome' | 'error'>>>;
