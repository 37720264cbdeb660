/** A stream of numbers that is the same for the same seed. */
export interface Random {
  /** From 0 up to, and without, 1. */
  next(): number;
  /** A whole number from 0 up to, and without, `below`. */
  below(below: number): number;
  /** One of a list that is not empty. */
  pick<T>(from: readonly [T, ...T[]]): T;
}

/**
 * Numbers that look random and follow from a text: xorshift32 after an FNV-1a hash of it (Marsaglia, "Xorshift RNGs",
 * 2003).
 */
export function createRandom(seed: string): Random {
  let state = 0x811c9dc5;
  for (const character of seed) state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 0x01000193);
  state = state === 0 ? 1 : state;
  const next = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  // The first numbers after similar seeds resemble each other.
  for (let warming = 0; warming < 8; warming += 1) next();
  const below = (limit: number): number => Math.floor(next() * limit);
  return { next, below, pick: (from) => from[below(from.length)] ?? from[0] };
}
