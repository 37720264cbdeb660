/** Converts durations of a definition to times of the system clock. */
export interface Clock {
  /** Returns the time in epoch milliseconds. */
  now(): number;
  /** Returns the time, in epoch milliseconds, when `seconds` of the definition will have passed. */
  after(seconds: number): number;
}

/** Creates a clock; `timeScale` divides every duration. */
export function createClock(timeScale: number): Clock {
  const now = (): number => Date.now();
  return { now, after: (seconds) => now() + (seconds * 1000) / timeScale };
}

// setTimeout fires at once when a delay does not fit into 32 bits, so a longer one is split.
const MAX_DELAY_MS = 2_147_483_647;

/** Timers by key; setting a key again replaces its timer. */
export interface Timers<Key> {
  /** Calls `action` once, at `dueAt` (epoch milliseconds) or as soon as possible after. */
  set(key: Key, dueAt: number, action: () => void): void;
  clear(key: Key): void;
  clearAll(): void;
}

/** Creates timers that may be due years ahead. */
export function createTimers<Key>(): Timers<Key> {
  const timers = new Map<Key, NodeJS.Timeout>();
  const clear = (key: Key): void => {
    clearTimeout(timers.get(key));
    timers.delete(key);
  };
  const arm = (key: Key, dueAt: number, action: () => void): void => {
    const fire = (): void => {
      timers.delete(key);
      if (Date.now() < dueAt) arm(key, dueAt, action);
      else action();
    };
    timers.set(key, setTimeout(fire, Math.min(Math.max(0, Math.ceil(dueAt - Date.now())), MAX_DELAY_MS)));
  };
  return {
    set(key, dueAt, action) {
      clear(key);
      arm(key, dueAt, action);
    },
    clear,
    clearAll() {
      for (const key of [...timers.keys()]) clear(key);
    },
  };
}
