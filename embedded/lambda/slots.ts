/** A number of places for invocations. Others wait for one, in the order in which they come. */
export interface Slots {
  /** Takes a place, or waits for one for this long. @returns whether there was one */
  take(ms: number): Promise<boolean>;
  /** Gives a place back. */
  free(): void;
}

/** Creates places. @param count how many there are, 1 or more */
export function createSlots(count: number): Slots {
  const waiting: ((taken: boolean) => void)[] = [];
  let taken = 0;
  return {
    take(ms) {
      if (taken < count) {
        taken += 1;
        return Promise.resolve(true);
      }
      return new Promise((resolve) => {
        const give = (isTaken: boolean): void => {
          clearTimeout(timer);
          resolve(isTaken);
        };
        const timer = setTimeout(() => {
          waiting.splice(waiting.indexOf(give), 1);
          resolve(false);
        }, ms).unref();
        waiting.push(give);
      });
    },
    free() {
      const next = waiting.shift();
      if (next === undefined) taken -= 1;
      else next(true);
    },
  };
}
