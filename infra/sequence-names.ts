import type { Blueprint } from '../blueprint/blueprint.ts';

/** The names of all sequences that an order may run by, retired ones among them. */
export function sequenceNames({
  sequences,
  retiredSequences,
}: Pick<Blueprint, 'sequences' | 'retiredSequences'>): readonly string[] {
  return [...sequences.map(({ name }) => name), ...retiredSequences];
}
