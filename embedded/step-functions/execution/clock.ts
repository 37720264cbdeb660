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
