import type { ErasurePart } from './erasure-store.ts';

/**
 * Most ids that an execution can have in its output: Step Functions limits it to 256 KiB. Source: Step Functions Developer Guide,
 * "Service quotas".
 */
export const MOST_ERASED = 5_000;

/**
 * Returns the ids of the orders that an erasure erased; null if they are too many for the output of its execution, which keeps them
 * where a restore of the table does not reach.
 */
export function erasedIn(parts: readonly Pick<ErasurePart, 'results'>[]): readonly string[] | null {
  const ids = parts.flatMap(({ results = [] }) =>
    results.flatMap(({ id, outcome }) => (outcome === 'erased' ? [id] : [])),
  );
  return ids.length > MOST_ERASED ? null : ids;
}
