import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isBounded } from '../../core/expression/is-bounded.ts';
import { parseJsonata } from '../../core/expression/jsonata.ts';
import { SERVICE_MACHINES } from '../../core/sequence/service-machines.ts';
import { definitionOf } from '../../state-machines/definition-of.ts';
import { textsOf } from './definition-walk.ts';
import { sequenceArbitrary } from './sequence-arbitrary.ts';

/** The expressions of a definition that one machine would evaluate in another process. */
function unboundedIn(definition: object): readonly string[] {
  const expressions = textsOf(definition).flatMap((text) => /^\{% (.*) %\}$/s.exec(text)?.[1] ?? []);
  expect(expressions).not.toEqual([]);
  return expressions.filter((text) => !isBounded(parseJsonata(text).ast()));
}

describe('definitionOf', () => {
  it('writes expressions for sequences that need no process of their own', () => {
    fc.assert(
      fc.property(sequenceArbitrary, (sequence) => {
        expect(unboundedIn(definitionOf({ id: sequence.name, sequence, functions: [] }))).toEqual([]);
      }),
      { numRuns: 10 },
    );
  });

  it.each(SERVICE_MACHINES)('writes such expressions for the machine %s', (id) => {
    expect(unboundedIn(definitionOf({ id, functions: ['plugin-zuora'] }))).toEqual([]);
  });

  it('rejects an unknown machine', () => {
    expect(() => definitionOf({ id: 'other', functions: [] })).toThrow(/found "other"/);
  });
});
