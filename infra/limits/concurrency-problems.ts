import type { Blueprint } from '../../blueprint/blueprint.ts';
import type { InputProblem } from '../../core/input-problems.ts';
import { UNRESERVED_CONCURRENCY } from './aws-limits.ts';

/** The parts of a blueprint that say how many instances its functions may have. */
export type Concurrency = Pick<Blueprint, 'concurrency' | 'functions'>;

/**
 * Finds reservations for functions that the tenant does not have, and more of them than the account can give.
 *
 * @param blueprints the tenants that share an account and region
 */
export function concurrencyProblems(blueprints: readonly Concurrency[]): readonly InputProblem[] {
  const reserved = blueprints
    .flatMap(({ functions }) => functions)
    .reduce((total, { reservedConcurrency = 0 }) => total + reservedConcurrency, 0);
  const limit = Math.max(
    0,
    Math.min(...blueprints.map(({ concurrency }) => concurrency.accountLimit)) - UNRESERVED_CONCURRENCY,
  );
  return [...blueprints.flatMap(unknownFunctions), ...(reserved > limit ? [tooMuch(reserved, limit)] : [])];
}

function unknownFunctions({ concurrency, functions }: Concurrency): readonly InputProblem[] {
  const ids = functions.map(({ id }) => id);
  return Object.keys(concurrency.reserved)
    .filter((id) => !ids.includes(id))
    .map((id) => ({
      path: `concurrency.reserved.${id}`,
      message: `Expected one of ${ids.join(', ')}; found "${id}".`,
    }));
}

function tooMuch(reserved: number, limit: number): InputProblem {
  return {
    path: 'concurrency.reserved',
    message: `Expected at most ${limit} reserved instances, found ${reserved}: the account must keep ${UNRESERVED_CONCURRENCY} for all other functions. Reserve less, or raise the quota of the account and then accountLimit.`,
  };
}
