import { StepBusy } from '../../core/errors/step-errors.ts';
import type { AttemptError, StepRecord } from '../../core/order/order-record.ts';
import { publicErrorOf } from './classify-error.ts';
import type { StepAnswer } from './step-event.ts';

/** The error of a host that died in the call of a plugin that must not be called twice. */
export const ABANDONED: AttemptError = {
  name: 'PluginOutcomeUnknown',
  code: 'host_lost',
  message:
    'The function ended in the middle of the call, and the partner would not recognise a repeat: nobody calls again until somebody has looked.',
  publicMessage: 'We are checking the state of this order. Please do not submit it again.',
};

/**
 * What a step that may not be claimed answers: what its record says.
 *
 * @throws StepBusy another host is running it
 * @throws the recorded error, by its name
 */
export function recordedAnswer(record: StepRecord): StepAnswer {
  if (record.status === 'succeeded') return { outcome: 'succeeded', output: record.output ?? {} };
  if (record.status === 'running') {
    throw new StepBusy(
      `Expected step "${record.stepId}" to be free, found it running; its claim ends at ${record.leaseUntil}. It is tried again after that.`,
    );
  }
  throw publicErrorOf(record.attempts.at(-1)?.error ?? ABANDONED);
}
