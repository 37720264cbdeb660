import type { StepAnswer } from '../../blueprint/wire/step-event.ts';
import { StepBusy, StepRefused } from '../../core/errors/step-errors.ts';
import type { AttemptError, StepRecord } from '../../core/order/order-record.ts';
import { hasActiveLease } from '../order-store/step-state.ts';
import { LOST_EARLIER } from './attempt-history.ts';
import { publicErrorOf } from './classify-error.ts';

/** The error of a step whose host was lost while it called a plugin that must not be called twice. */
export const ABANDONED: AttemptError = {
  name: 'PluginOutcomeUnknown',
  code: 'host_lost',
  message:
    'The function ended during the call, and the partner would not recognise a repeat: the step is on hold until an operator confirms the outcome.',
  publicMessage: 'We are checking the state of this order. Please do not submit it again.',
};

/** Returns the error of the step: of its latest run or heal, or of a later probe during which the partner declined. */
function recordedError({ status, attempts }: StepRecord): AttemptError | undefined {
  const ending = attempts.findLast(
    ({ kind, outcome }) => kind !== 'undo' && (kind !== 'probe' || (status === 'declined' && outcome === status)),
  );
  return ending?.error;
}

/** Returns the error for a step that another host has claimed. */
export function busy({ stepId, status, leaseUntil }: StepRecord): StepBusy {
  return new StepBusy(
    `Step "${stepId}" is ${status}, claimed by another host until ${leaseUntil}. It is retried after that.`,
  );
}

/**
 * Returns the answer of a step that must not run now, from its record.
 *
 * @param now ISO 8601
 * @throws StepBusy another host has claimed the step, or it has changed since
 * @throws StepRefused the step was undone in this run
 * @throws the recorded error, by its name
 */
export function recordedAnswer(record: StepRecord, now: string): StepAnswer {
  const { status, completedBy, output = {} } = record;
  if (status === 'succeeded') return { outcome: 'succeeded', output };
  if (status === 'skipped' && completedBy !== undefined) return { outcome: 'skipped', output: {} };
  if (hasActiveLease(record, now) || status === 'pending' || status === 'skipped' || status === 'waiting')
    throw busy(record);
  if (status === 'undone') throw new StepRefused(`Step "${record.stepId}" was undone: its run is over.`);
  if (status === 'undoing' || status === 'undo-failed') throw publicErrorOf({ ...ABANDONED, code: 'undo_failed' });
  const error = recordedError(record) ?? ABANDONED;
  // A host that was lost during a probe leaves the outcome unknown.
  const isUnknown = status === 'unknown' || status === 'probing';
  throw publicErrorOf(isUnknown && error.name !== LOST_EARLIER.name ? LOST_EARLIER : error);
}
