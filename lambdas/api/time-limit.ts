import type { ApiRequest } from './api-request.ts';

/** The time reserved for a response without what was waited for, in milliseconds. */
const RESPONSE_MS = 1_000;

/** The function must respond now: something that it waits for has taken almost all of its time. */
export class TimeLimitReached extends Error {
  override readonly name = 'TimeLimitReached';
}

/**
 * Waits for work that AWS services may delay, but not longer than the function may run, so that it always responds. The work
 * goes on, so it must be safe to repeat or to lose.
 *
 * @param reserveMs milliseconds that are left after the wait. @default 1000
 * @throws TimeLimitReached, or what the work throws
 */
export async function withinTimeLimit<T>(
  { invocation }: Pick<ApiRequest, 'invocation'>,
  work: Promise<T>,
  reserveMs = RESPONSE_MS,
): Promise<T> {
  if (invocation === undefined) return work;
  const { promise, reject } = Promise.withResolvers<never>();
  const end = invocation.startedAt + invocation.timeLimitMs - reserveMs;
  const timer = setTimeout(
    () => reject(new TimeLimitReached(`The request took ${Math.round(performance.now() - invocation.startedAt)} ms.`)),
    Math.max(0, end - performance.now()),
  );
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}
