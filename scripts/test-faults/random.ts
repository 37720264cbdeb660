/** A pseudo-random number generator. The same seed gives the same numbers. */
export interface Random {
  /** Returns a number from 0 (inclusive) to 1 (exclusive). */
  next(): number;
  /** Returns an integer from 0 (inclusive) to `below` (exclusive). */
  below(below: number): number;
  /** Returns an element of a non-empty list. */
  pick<T>(from: readonly [T, ...T[]]): T;
}

/**
 * Creates a generator: xorshift32 (Marsaglia, "Xorshift RNGs", 2003), seeded with the FNV-1a hash of a text.
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
  // Discards the first numbers, which are similar for similar seeds.
  for (let discarded = 0; discarded < 8; discarded += 1) next();
  const below = (limit: number): number => Math.floor(next() * limit);
  return { next, below, pick: (from) => from[below(from.length)] ?? from[0] };
}
