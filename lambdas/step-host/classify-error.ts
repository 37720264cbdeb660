import { encodeError } from '../../blueprint/wire/error.ts';
import {
  isPluginError,
  PluginDeclined,
  type PluginError,
  PluginFailed,
  PluginOutcomeUnknown,
  PluginTransient,
} from '../../core/errors/plugin-errors.ts';
import { EvaluationUnavailable } from '../../core/expression/evaluation-unavailable.ts';
import { ExpressionInvalid } from '../../core/expression/expression-invalid.ts';
import { isJsonObject } from '../../core/json.ts';
import type { AttemptError } from '../../core/order/order-record.ts';
import type { StepOutcome } from '../../core/order/step-status.ts';
import { type Callout, CalloutForbidden, CalloutNoReply, CalloutNotSent } from '../../core/plugin/plugin-http.ts';

const SAFE_METHODS: readonly string[] = ['GET', 'HEAD', 'OPTIONS'];

/** The outcome that each plugin error means. */
export const OUTCOME_OF_ERROR: Readonly<Record<PluginError['name'], StepOutcome>> = {
  PluginDeclined: 'declined',
  PluginFailed: 'failed',
  PluginTransient: 'transient',
  PluginOutcomeUnknown: 'unknown',
};

/**
 * Converts any error of an attempt to a plugin error.
 *
 * An unexpected error, or a request that was not sent, means no effect only if no earlier request of the attempt may have
 * had one. Otherwise the outcome is unknown: a retry would repeat the earlier request.
 *
 * @param callouts the requests of the attempt, including the one that threw the error, which is the last
 */
export function classifyError(error: unknown, callouts: readonly Callout[]): PluginError {
  if (isPluginError(error)) return error;
  const message = error instanceof Error ? error.message : String(error);
  const hadNoEffect = error instanceof CalloutNotSent || error instanceof CalloutForbidden || isSafe(error);
  if ((hadNoEffect ? callouts.slice(0, -1) : callouts).some(mayHaveActed)) {
    const text = error instanceof CalloutNoReply ? message : `${nameOf(error)} after a request was sent: ${message}`;
    return new PluginOutcomeUnknown(text, { cause: error });
  }
  if (error instanceof CalloutForbidden) return new PluginFailed(message, { code: 'callout_forbidden', cause: error });
  if (error instanceof ExpressionInvalid) return new PluginFailed(message, { code: 'expression_failed', cause: error });
  if (hadNoEffect || error instanceof EvaluationUnavailable) return new PluginTransient(message, { cause: error });
  if (error instanceof CalloutNoReply) return new PluginOutcomeUnknown(message, { cause: error });
  return new PluginFailed(`${nameOf(error)}: ${message}`, { code: 'unexpected_error', cause: error });
}

function isSafe(error: unknown): boolean {
  return error instanceof CalloutNoReply && error.safe;
}

/**
 * Returns whether the partner may have acted on a request. It has not if the request only reads, was rejected (4xx except
 * 408, a request timeout), or asks for an access token (RFC 6749, section 4: only such a request has a `grant_type`).
 */
function mayHaveActed({ method, request, response }: Callout): boolean {
  const status = response?.status ?? 0;
  const isRejected = status >= 400 && status < 500 && status !== 408;
  const requestsToken = isJsonObject(request.body) && typeof request.body.grant_type === 'string';
  return !SAFE_METHODS.includes(method) && !isRejected && !requestsToken;
}

/** Returns what is recorded about a plugin error. */
export function attemptErrorOf(error: PluginError): AttemptError {
  return {
    name: error.name,
    code: error.code,
    message: error.message,
    publicMessage: error.publicMessage,
    ...('retryAfterSeconds' in error &&
      error.retryAfterSeconds !== undefined && { retryAfterSeconds: error.retryAfterSeconds }),
  };
}

/** Returns the error to throw: its name for Retry and Catch, and only what the customer may read. */
export function publicErrorOf({ name, code, publicMessage }: AttemptError): PluginError {
  const options = { code, publicMessage };
  const text = encodeError({ code, publicMessage });
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
