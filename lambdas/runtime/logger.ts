import { Logger } from '@aws-lambda-powertools/logger';
import { isSensitiveField } from '../../core/redact/match-field.ts';
import { REDACTED, redactText } from '../../core/redact/redact-text.ts';

/**
 * A function's logger: JSON lines with the service and, once known, the order as `correlation_id`.
 *
 * Errors of libraries quote what they were given, so every text goes through the rules by which callouts are redacted.
 */
export function createLogger(service: string): Logger {
  return new Logger({ serviceName: service, jsonReplacerFn: redactField });
}

function redactField(name: string, value: unknown): unknown {
  if (typeof value !== 'string' || value === '') return value;
  return isSensitiveField(name) ? REDACTED : redactText(value, []);
}
