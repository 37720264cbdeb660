import { describe, expect, it } from 'vitest';
import { callbackBodySchema, completeBodySchema, resumeBodySchema } from '../../../blueprint/routes/operate-orders.ts';
import { schemaProblems } from '../../../core/input-problems.ts';

const PRIVATE = { email: 'ada@example.org', list: [{ note: '4111 1111 1111 1111' }] };
const SCHEMAS = [
  ['callback', callbackBodySchema.safeParse({ output: PRIVATE })],
  ['complete', completeBodySchema.safeParse({ reason: 'Done by hand.', output: PRIVATE })],
] as const;

describe('an output that somebody sends', () => {
  it.each(SCHEMAS)('is rejected by %s if it has personal or card data, with the path', (_, { error }) => {
    expect(error && schemaProblems(error).map(({ path }) => path)).toEqual(['output.list[0].note', 'output.email']);
  });

  it('is accepted if it has references only', () => {
    const output = { subscriptionNumber: 'A-S00000001', until: '2027-01-31', items: [{ id: 7 }] };
    expect(callbackBodySchema.parse({ output })).toEqual({ output });
    expect(completeBodySchema.parse({ reason: 'Done.', output })).toMatchObject({
      reason: 'Done.',
      output,
    });
  });
});

describe('a text that somebody writes', () => {
  it('loses e-mail addresses, card numbers and secrets', () => {
    expect(resumeBodySchema.parse({ reason: 'Asked ada@example.org, card 4111 1111 1111 1111' })).toMatchObject({
      reason: 'Asked [redacted], card [redacted]',
    });
    const error = { code: 'declined', message: 'No user ada@example.org' };
    expect(callbackBodySchema.parse({ error })).toEqual({ error: { ...error, message: 'No user [redacted]' } });
  });

  it('stays as it is otherwise', () => {
    const reason = 'Zuora has order O-0001 of 28 November; see ticket 4711.';
    expect(resumeBodySchema.parse({ reason })).toMatchObject({ reason });
  });
});
