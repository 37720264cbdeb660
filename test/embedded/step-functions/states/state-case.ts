import { describe, expect, test } from 'vitest';
import { createFixture, type LambdaStub } from '../step-functions-fixture.ts';

/** A definition with an input, and what must come of it. */
export interface StateCase {
  definition: object;
  input?: unknown;
  lambda?: LambdaStub;
  /** Names of the states entered, in order. */
  path: string[];
  /** Types of all history events, in order. */
  types?: string[];
  output?: unknown;
  failure?: { error: string; cause?: unknown };
}

/** A Pass that ends its workflow. */
export function pass(fields: object = {}): object {
  return { Type: 'Pass', End: true, ...fields };
}

/** Makes one test of each case. */
export function testStateCases(cases: Readonly<Record<string, StateCase>>): void {
  describe('a state machine', () => {
    test.each(Object.entries(cases))('where %s', async (_, { definition, input, lambda, ...expected }) => {
      const fixture = createFixture(lambda === undefined ? {} : { lambda });
      const ended = await fixture.run(definition, input);
      expect(ended.path).toEqual(expected.path);
      if (expected.types !== undefined) expect(ended.types).toEqual(expected.types);
      if (expected.failure === undefined) {
        expect(ended).toMatchObject({ status: 'SUCCEEDED', result: expected.output });
        expect(ended.result).toEqual(expected.output);
      } else {
        expect(ended).toMatchObject({ status: 'FAILED', ...expected.failure });
      }
      expect(ended.events.map(({ id }) => id)).toEqual(ended.events.map((_, index) => index + 1));
      expect(ended.events.every(({ id, previousEventId }) => previousEventId < id)).toBe(true);
    });
  });
}
