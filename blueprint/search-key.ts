import type { FunctionSpec } from './functions/define-function.ts';

/**
 * Reference of the secret with the key of the search index, below `<tenant>/` in Secrets Manager. It is made at random with the
 * tenant and never changes: an index by another key finds nothing. No name that a tenant file gives to a secret starts with a dot.
 */
export const SEARCH_KEY_SECRET = '.search-key';

/** Returns the references of the secrets that somebody has to create for these functions, sorted: all but the search key. */
export function secretsToCreate(functions: readonly Pick<FunctionSpec, 'secrets'>[]): readonly string[] {
  const references = new Set(functions.flatMap(({ secrets }) => secrets));
  references.delete(SEARCH_KEY_SECRET);
  return [...references].sort();
}
