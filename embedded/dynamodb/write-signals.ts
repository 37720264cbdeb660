/** Tells who waits for an item when it is written. */
export interface WriteSignals {
  /** Called after each write of an item. */
  written(key: string): void;
  /**
   * Waits until an item is written, or `ms` have passed.
   *
   * @param started runs once the waiting has begun: no write after it is missed. The waiting ends early if it returns true.
   */
  wait(key: string, ms: number, started: () => Promise<boolean>): Promise<void>;
  /** Ends all waiting, now and later. */
  close(): void;
  isClosed(): boolean;
}

/** Creates the signals of all items. Only items that somebody waits for take memory. */
export function createWriteSignals(): WriteSignals {
  const waiting = new Map<string, Set<() => void>>();
  let isClosed = false;

  const notify = (key: string): void => {
    for (const wake of waiting.get(key) ?? []) wake();
  };
  return {
    written: notify,
    async wait(key, ms, started) {
      const { promise: woken, resolve: wake } = Promise.withResolvers<void>();
      const others = waiting.get(key) ?? new Set();
      waiting.set(key, others.add(wake));
      const timer = setTimeout(wake, ms).unref();
      try {
        if (!(await started()) && !isClosed) await woken;
      } finally {
        clearTimeout(timer);
        others.delete(wake);
        if (others.size === 0 && waiting.get(key) === others) waiting.delete(key);
      }
    },
    isClosed: () => isClosed,
    close() {
      isClosed = true;
      for (const key of waiting.keys()) notify(key);
    },
  };
}
