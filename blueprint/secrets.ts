import type { FunctionSpec } from './functions/define-function.ts';

/** Returns the references of the secrets that somebody has to create for these functions, sorted. */
export function secretsToCreate(functions: readonly Pick<FunctionSpec, 'secrets'>[]): readonly string[] {
  return [...new Set(functions.flatMap(({ secrets }) => secrets))].sort();
}
