import { Logger } from '@aws-lambda-powertools/logger';
import { isSensitiveField } from '../../core/redact/match-field.ts';
import { REDACTED, redactText } from '../../core/redact/redact-text.ts';
import { type Traced, traceOf } from '../../core/trace/trace-context.ts';

/**
 * Creates a function's logger: JSON lines with the service and, once known, the order as `correlation_id` and
 * its trace as `trace_id`.
 *
 * Libraries quote their input in errors, so every text is redacted by the rules for callouts.
 */
export function createLogger(service: string): Logger {
  return new Logger({ serviceName: service, jsonReplacerFn: redactField });
}

/**
 * Names the order of an invocation in its log lines from here on. Until the order is read, its trace is the one that its id names: that of
 * every order whose caller was in no trace.
 */
export function logAbout(logger: Pick<Logger, 'appendKeys'>, order: Traced): void {
  logger.appendKeys({ correlation_id: order.id, trace_id: traceOf(order).id });
}

/** Returns a function that logs an error with a message. */
export function logErrors(logger: Logger): (message: string, error: unknown) => void {
  return (message, error) => logger.error(message, { error: error as Error });
}

function redactField(name: string, value: unknown): unknown {
  if (typeof value !== 'string' || value === '') return value;
  return isSensitiveField(name) ? REDACTED : redactText(value, []);
}
