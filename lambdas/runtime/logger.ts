import { Logger } from '@aws-lambda-powertools/logger';

/** A function's logger: JSON lines with the service and, once known, the order. */
export function createLogger(service: string): Logger {
  return new Logger({ serviceName: service });
}
