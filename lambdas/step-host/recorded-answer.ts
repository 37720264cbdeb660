import type { StepAnswer } from '../../blueprint/wire/step-event.ts';
import { PluginOutcomeUnknown } from '../../core/errors/plugin-errors.ts';
import { StepBusy, StepRefused } from '../../core/errors/step-errors.ts';
import type { AttemptError, AttemptRecord, StepRecord } from '../../core/order/order-record.ts';
import { hasActiveLease } from '../order-store/step-state.ts';
import { LOST_EARLIER } from './attempt-history.ts';
import { publicErrorOf } from './classify-error.ts';

/** The error of a host that died in the call of a plugin that must not be called twice. */
export const ABANDONED: AttemptError = {
  name: 'PluginOutcomeUnknown',
  code: 'host_lost',
  message:
    'The function ended in the middle of the call, and the partner would not recognise a repeat: nobody calls again until somebody has looked.',
  publicMessage: 'We are checking the state of this order. Please do not submit it again.',
};

/** The latest attempt that may have had the step's effect: neither a probe nor an undo. */
export function lastRun({ attempts }: StepRecord): AttemptRecord | undefined {
  return attempts.findLast(({ kind }) => kind !== 'probe' && kind !== 'undo');
}

/** The error that the step ended with: of its latest run, or of a later probe that the other system's no put an end to. */
function recordedError({ status, attempts }: StepRecord): AttemptError | undefined {
  const ending = attempts.findLast(
    ({ kind, outcome }) => kind !== 'undo' && (kind !== 'probe' || (status === 'declined' && outcome === status)),
  );
  return ending?.error;
}

/** The error of a step that another host is busy with. */
export function busy({ stepId, status, leaseUntil }: StepRecord): StepBusy {
  return new StepBusy(
    `Expected step "${stepId}" to be free, found it ${status}; its claim ends at ${leaseUntil}. It is tried again after that.`,
  );
}

/**
 * What a step that may not be run answers: what its record says.
 *
 * @param now ISO 8601
 * @throws StepBusy another host holds it, or it has changed since
 * @throws StepRefused it was undone in this run
 * @throws the recorded error, by its name
 */
export function recordedAnswer(record: StepRecord, now: string): StepAnswer {
  const { status, completedBy, output = {} } = record;
  if (status === 'succeeded') return { outcome: 'succeeded', output };
  if (status === 'skipped' && completedBy !== undefined) return { outcome: 'skipped', output: {} };
  if (hasActiveLease(record, now) || status === 'pending' || status === 'skipped' || status === 'waiting')
    throw busy(record);
  if (status === 'undone')
    throw new StepRefused(`Expected step "${record.stepId}" to be under way, found it undone: its run is over.`);
  if (status === 'undoing' || status === 'undo-failed')
    throw new PluginOutcomeUnknown(`undo_failed: ${ABANDONED.publicMessage}`, {
      code: 'undo_failed',
      publicMessage: ABANDONED.publicMessage,
    });
  const error = recordedError(record) ?? ABANDONED;
  // A host that was to find out and never came back leaves the step as it was.
  const isUnknown = status === 'unknown' || status === 'probing';
  throw publicErrorOf(isUnknown && error.name !== LOST_EARLIER.name ? LOST_EARLIER : error);
}
