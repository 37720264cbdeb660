import { NO_EFFECT_ERRORS, UNKNOWN_OUTCOME_ERRORS } from '../../blueprint/error-names.ts';
import { PluginFailed, PluginOutcomeUnknown } from '../../core/errors/plugin-errors.ts';
import type { AttemptError, OrderRecord, StepRecord } from '../../core/order/order-record.ts';
import type { OutcomeEvent, ReportedFailure } from './outcome-event.ts';

/** A failure with everything that is known of it. */
export interface FailureDetails {
  readonly step: string;
  /** Name of the plugin. */
  readonly plugin: string;
  readonly error: AttemptError;
}

/** Characters of a message that only the state machine has; its cause can be 32 KB. */
const MESSAGE_LENGTH = 4_000;

/** The wait that a partner asked for leaves the function under a name of its own, after an error of either name. */
const PUT_OFF: readonly string[] = ['PluginTransient', 'PluginOutcomeUnknown'];

/**
 * Tells why a step failed: from its record, or, where the host never got to write it (timeout, crash), from what the
 * state machine caught.
 *
 * A record that ends in another error than the caught one is not its story: the attempt that was caught left none.
 *
 * @param action what the state machine wants written down
 */
export function failureDetails(
  order: OrderRecord,
  run: number,
  reported: ReportedFailure,
  record: StepRecord | undefined,
  action: OutcomeEvent['action'],
): FailureDetails {
  const step = order.runs[run - 1]?.steps.find((candidate) => candidate.id === reported.step);
  const of = action === 'undo-failed' ? 'undo' : 'run';
  const holds = action === 'hold';
  const attempt = record?.attempts.findLast(({ kind = 'run' }) => (kind === 'heal' ? 'run' : kind) === of);
  const names = reported.error === 'PluginRetryLater' ? PUT_OFF : [reported.error];
  const recorded = attempt?.run === run && names.includes(attempt.error?.name ?? '') ? attempt.error : undefined;
  const error = recorded ?? errorOf(reported, holds);
  return { step: reported.step, plugin: step?.name ?? reported.step, error: holds ? heldError(error) : error };
}

/** An error that says that nothing happened is not for the customer of an order that is held: it may have. */
function heldError(error: AttemptError): AttemptError {
  if (!NO_EFFECT_ERRORS.some((name) => name === error.name)) return error;
  const { code, publicMessage } = new PluginOutcomeUnknown(error.message);
  return { ...error, code, publicMessage };
}

/** What is known of an error that only the state machine saw. */
function errorOf({ error: name, cause }: ReportedFailure, holds: boolean): AttemptError {
  const message = messageOf(cause).slice(0, MESSAGE_LENGTH);
  // A plugin error leaves the step host as `code: public message` (step-host/classify-error.ts).
  const [, code, publicMessage] = (name.startsWith('Plugin') && /^([\w.-]+): (.+)$/s.exec(message)) || [];
  const isUnknown = holds || UNKNOWN_OUTCOME_ERRORS.some((unknown) => unknown === name);
  const general = isUnknown
    ? new PluginOutcomeUnknown(message)
    : new PluginFailed(message, { code: 'step_ended_abnormally' });
  return {
    name,
    code: code ?? general.code,
    message: `${name}: ${message}`,
    publicMessage: publicMessage ?? general.publicMessage,
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
