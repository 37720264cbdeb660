/** Turns the seconds of a definition into moments of this machine. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Epoch milliseconds at which `seconds` of the definition will have passed. */
  after(seconds: number): number;
  /** Epoch milliseconds at which to act on something due at a moment of the real calendar. */
  at(epochMs: number): number;
}

/** The system clock; `timeScale` divides every span that lies ahead. */
export function createClock(timeScale: number): Clock {
  const now = (): number => Date.now();
  const ahead = (milliseconds: number): number => now() + Math.max(0, milliseconds) / timeScale;
  return { now, after: (seconds) => ahead(seconds * 1000), at: (epochMs) => ahead(epochMs - now()) };
}

// setTimeout fires at once when the delay does not fit into 32 bits; a longer one is set again on the way.
const LONGEST_DELAY_MS = 2_147_483_647;

/** One timer for each key; setting a key again replaces its timer. */
export interface Timers<Key> {
  /** Calls `action` once, at `dueAt` (epoch milliseconds) or as soon as possible after. */
  set(key: Key, dueAt: number, action: () => void): void;
  clear(key: Key): void;
  clearAll(): void;
}

/** Timers that may lie years ahead. */
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
    timers.set(key, setTimeout(fire, Math.min(Math.max(0, Math.ceil(dueAt - Date.now())), LONGEST_DELAY_MS)));
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
