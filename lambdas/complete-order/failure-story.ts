import type { AttemptError, OrderRecord, StepRecord } from '../../core/order/order-record.ts';
import type { ReportedFailure } from './outcome-event.ts';

/** A failure with everything that is known of it. */
export interface FailureStory {
  readonly step: string;
  /** Name of the plugin. */
  readonly plugin: string;
  readonly error: AttemptError;
}

const GENERAL_PUBLIC_MESSAGE = 'The order could not be processed. Please try again later or contact support.';

/**
 * Tells why a step failed: from its record, or, where the host never got to write it (timeout, crash), from what the
 * state machine caught.
 */
export function failureStory(
  order: OrderRecord,
  run: number,
  reported: ReportedFailure,
  record: StepRecord | undefined,
): FailureStory {
  const step = order.runs[run - 1]?.steps.find((candidate) => candidate.id === reported.step);
  const attempt = record?.attempts.at(-1);
  const recorded = attempt?.run === run ? attempt.error : undefined;
  return {
    step: reported.step,
    plugin: step?.name ?? reported.step,
    error: recorded ?? {
      name: reported.error,
      code: 'step_ended_abnormally',
      message: `${reported.error}: ${messageOf(reported.cause)}`,
      publicMessage: GENERAL_PUBLIC_MESSAGE,
    },
  };
}

/** The cause of a failed Lambda is JSON with `errorMessage`; that of a timeout is empty, that of others plain text. */
function messageOf(cause: string): string {
  if (cause === '') return 'the step did not end in its time.';
  try {
    const parsed: unknown = JSON.parse(cause);
    const message =
      typeof parsed === 'object' && parsed !== null && 'errorMessage' in parsed ? parsed.errorMessage : undefined;
    return typeof message === 'string' ? message : cause;
  } catch {
    return cause;
  }
}
