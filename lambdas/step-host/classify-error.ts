import { CalloutForbidden, CalloutNoReply, CalloutNotSent } from '../../core/errors/callout-errors.ts';
import {
  isPluginError,
  PluginDeclined,
  type PluginError,
  PluginFailed,
  PluginOutcomeUnknown,
  PluginTransient,
} from '../../core/errors/plugin-errors.ts';
import { ExpressionInvalid } from '../../core/expression/expression.ts';
import type { AttemptError, StepOutcome } from '../../core/order/order-record.ts';
import type { Callout } from '../../core/plugin/plugin-http.ts';

const SAFE_METHODS: readonly string[] = ['GET', 'HEAD', 'OPTIONS'];

/** The outcome that each plugin error stands for. */
export const OUTCOME_OF_ERROR: Readonly<Record<PluginError['name'], StepOutcome>> = {
  PluginDeclined: 'declined',
  PluginFailed: 'failed',
  PluginTransient: 'transient',
  PluginOutcomeUnknown: 'unknown',
};

/**
 * Says which of the four plugin errors an error is.
 *
 * An error that the plugin did not foresee counts as failed only when nothing with an effect was sent; otherwise the
 * partner may have acted on it, and the outcome is unknown.
 *
 * @param callouts what the attempt sent before it ended
 */
export function classifyError(error: unknown, callouts: readonly Callout[]): PluginError {
  if (isPluginError(error)) return error;
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof CalloutForbidden) return new PluginFailed(message, { code: 'callout_forbidden', cause: error });
  if (error instanceof ExpressionInvalid) return new PluginFailed(message, { code: 'expression_failed', cause: error });
  if (error instanceof CalloutNotSent || (error instanceof CalloutNoReply && error.safe))
    return new PluginTransient(message, { cause: error });
  if (error instanceof CalloutNoReply) return new PluginOutcomeUnknown(message, { cause: error });
  const mayHaveActed = callouts.some((callout) => !SAFE_METHODS.includes(callout.method));
  return mayHaveActed
    ? new PluginOutcomeUnknown(`${nameOf(error)} after a request was sent: ${message}`, { cause: error })
    : new PluginFailed(`${nameOf(error)}: ${message}`, { code: 'unexpected_error', cause: error });
}

/** What is recorded of a plugin error. */
export function attemptErrorOf(error: PluginError): AttemptError {
  return {
    name: error.name,
    code: error.code,
    message: error.message,
    publicMessage: error.publicMessage,
    ...(error instanceof PluginTransient &&
      error.retryAfterSeconds !== undefined && { retryAfterSeconds: error.retryAfterSeconds }),
  };
}

/** The error that leaves the function: its name for Retry and Catch, and only what the customer may read. */
export function publicErrorOf({ name, code, publicMessage }: AttemptError): PluginError {
  const options = { code, publicMessage };
  const text = `${code}: ${publicMessage}`;
  switch (name) {
    case 'PluginDeclined':
      return new PluginDeclined(code, publicMessage, { message: text });
    case 'PluginTransient':
      return new PluginTransient(text, options);
    case 'PluginOutcomeUnknown':
      return new PluginOutcomeUnknown(text, options);
    default:
      return new PluginFailed(text, options);
  }
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
