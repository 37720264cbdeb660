import type { ApiRequest } from './api-request.ts';

/** What is left of an invocation when a wait ends, for reading the order back and answering. */
const ANSWER_MILLISECONDS = 2_000;

/**
 * Until when a request waits, on the clock of `performance.now()`: so many seconds after it came in, and never so long
 * that its function could not answer any more. What was done for the request meanwhile is part of the wait.
 */
export function waitDeadline({ invocation }: Pick<ApiRequest, 'invocation'>, seconds: number): number {
  if (invocation === undefined) return performance.now() + seconds * 1000;
  return invocation.begunAt + Math.min(seconds * 1000, invocation.milliseconds - ANSWER_MILLISECONDS);
}
