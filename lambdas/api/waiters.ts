/** The callers that wait in this instance of a function. */
export interface Waiters {
  /**
   * Lets a caller wait, if there is room.
   *
   * @param seconds how long the caller asks to wait
   * @param wait waits for that many seconds at most, or not at all for 0
   * @returns what `wait` returns, after 0 seconds if there is no room or nothing to wait for
   */
  hold<T>(seconds: number, wait: (seconds: number) => Promise<T>): Promise<T>;
}

/** Creates the waiters of an instance. @param limit most callers that wait at the same time; 0 or more */
export function createWaiters(limit: number): Waiters {
  let waiting = 0;
  return {
    async hold(seconds, wait) {
      if (seconds <= 0 || waiting >= limit) return wait(0);
      waiting += 1;
      try {
        return await wait(seconds);
      } finally {
        waiting -= 1;
      }
    },
  };
}
