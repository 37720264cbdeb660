import { header, type SandboxRequest } from '../server/exchange.ts';

/** What Zuora answers to requests without a version. Source: Zuora developer guide, "API versions". */
const OLDEST = '186.0';

/** Returns the version of the API that a request asks for: a date, or a number. */
export function versionOf(request: SandboxRequest): string {
  return header(request, 'zuora-version') ?? OLDEST;
}

/** Returns whether a version is a number before another number, such as `224.0`. Every date is later than every number. */
export function isBefore(version: string, number: string): boolean {
  return !isDated(version) && Number(version) < Number(number);
}

/** Returns whether a version is a date. */
export function isDated(version: string): boolean {
  return /^\d{4}-/.test(version);
}
