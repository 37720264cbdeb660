import { FUNCTION_MISSING_ERROR, NO_EFFECT_ERRORS, UNKNOWN_OUTCOME_ERRORS } from '../../blueprint/error-names.ts';
import { decodeError, messageOfCause } from '../../blueprint/wire/error.ts';
import type { FailureReport, ReportedFailure } from '../../blueprint/wire/outcome-event.ts';
import { PluginFailed, PluginOutcomeUnknown } from '../../core/errors/plugin-errors.ts';
import type { AttemptError, OrderRecord, StepRecord } from '../../core/order/order-record.ts';

/** A failure of a step, from the step's record and the error that the state machine caught. */
export interface FailureDetails {
  readonly step: string;
  /** Name of the plugin. */
  readonly plugin: string;
  readonly error: AttemptError;
}

/** A failure of a step, with its order and its record as they were read. */
export interface StepFailure extends FailureDetails {
  readonly order: OrderRecord;
  readonly run: number;
  readonly record: StepRecord | undefined;
}

/** Longest message from a state machine's cause, which can be 32 KB long. */
const MAX_MESSAGE_LENGTH = 4_000;

/** The errors of an attempt that the function throws under another name, because the state machine handles them differently. */
const RECORDED_AS: Readonly<Record<string, readonly string[]>> = {
  PluginRetryLater: ['PluginTransient', 'PluginOutcomeUnknown'],
  PartnerUnavailable: ['PluginTransient', 'PluginOutcomeUnknown'],
  StepNeedsProbe: ['PluginOutcomeUnknown'],
};

/**
 * Returns why a step failed: from its record or, if the host never recorded it (timeout, crash), from the error that the
 * state machine caught.
 *
 * The record counts only if it ends in the caught error. Otherwise, the caught attempt left no record.
 *
 * @param failure `action` is the one that the state machine reported, or `hold` if the step may have had its effect
 */
export function failureDetails({
  order,
  run,
  record,
  reported,
  action,
}: Pick<StepFailure, 'order' | 'run' | 'record'> & {
  readonly reported: ReportedFailure;
  readonly action: FailureReport['action'];
}): FailureDetails {
  const step = order.runs[run - 1]?.steps.find((candidate) => candidate.id === reported.step);
  const isHeld = action === 'hold';
  const failedKind = action === 'undo-failed' ? 'undo' : 'run';
  const attempt = record?.attempts.findLast(({ kind = 'run' }) => (kind === 'heal' ? 'run' : kind) === failedKind);
  const names = RECORDED_AS[reported.error] ?? [reported.error];
  const recorded = attempt?.run === run && names.includes(attempt.error?.name ?? '') ? attempt.error : undefined;
  const error = recorded ?? errorOf(reported, isHeld);
  return { step: reported.step, plugin: step?.name ?? reported.step, error: isHeld ? heldError(error) : error };
}

/** Replaces a public message that denies an effect: the step of a held order may have had one. */
function heldError(error: AttemptError): AttemptError {
  if (!NO_EFFECT_ERRORS.some((name) => name === error.name)) return error;
  const { code, publicMessage } = new PluginOutcomeUnknown(error.message);
  return { ...error, code, publicMessage };
}

/** Returns the details of a call that did not happen, and would not in another attempt. */
function functionMissing(message: string): AttemptError {
  const { publicMessage } = new PluginOutcomeUnknown(message);
  return {
    name: FUNCTION_MISSING_ERROR,
    code: 'function_missing',
    message: `${FUNCTION_MISSING_ERROR}: ${message}. The plugin of the step was removed while orders needed it, so it was not called. Deploy the version before, and resume the order.`,
    publicMessage,
  };
}

/** Returns the details of an error that only the state machine saw. */
function errorOf({ error: name, cause }: ReportedFailure, isHeld: boolean): AttemptError {
  const message = (cause === '' ? 'the step did not end in time.' : messageOfCause(cause)).slice(0, MAX_MESSAGE_LENGTH);
  const decoded = name.startsWith('Plugin') || name === 'PartnerUnavailable' ? decodeError(message) : undefined;
  if (name === FUNCTION_MISSING_ERROR) return functionMissing(message);
  const isUnknown = isHeld || UNKNOWN_OUTCOME_ERRORS.some((unknown) => unknown === name);
  const general = isUnknown
    ? new PluginOutcomeUnknown(message)
    : new PluginFailed(message, { code: 'step_ended_abnormally' });
  return {
    name,
    code: decoded?.code ?? general.code,
    message: `${name}: ${message}`,
    publicMessage: decoded?.publicMessage ?? general.publicMessage,
  };
}
