import type { StateFailure } from './state-failure.ts';

const neverHandled = 'States.Runtime';
const notInAll = new Set(['States.DataLimitExceeded', neverHandled]);

/**
 * Says whether a list of error names in Retry or Catch covers a failure.
 *
 * `States.ALL` covers all but `States.DataLimitExceeded` and `States.Runtime`; `States.TaskFailed` covers, of those, all
 * but `States.Timeout`; `States.Runtime` is never covered, not even by its name.
 * Source: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
 */
export function matchesError(errorEquals: readonly string[], failure: StateFailure): boolean {
  if (failure.error === neverHandled) return false;
  return errorEquals.some((pattern) => {
    if (pattern === 'States.ALL') return !notInAll.has(failure.error);
    if (pattern === 'States.TaskFailed') return !notInAll.has(failure.error) && failure.error !== 'States.Timeout';
    return pattern === failure.error || pattern === failure.alias;
  });
}
