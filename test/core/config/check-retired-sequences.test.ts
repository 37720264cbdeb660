import { describe, expect, it } from 'vitest';
import { problemsOf, tenantFile } from '../test-catalog.ts';

const overrides = [{ name: 'trial', match: { offerType: ['trial'] } }];

describe('retired sequences', () => {
  it('are those that the file no longer has', () => {
    expect(problemsOf(tenantFile({ overrides, retiredSequences: ['express', 'gift'] }))).toEqual([]);
  });

  it.each([
    ['the default one', ['default'], 'retiredSequences[0]', /found "default", which it has/],
    ['that of an override', ['gift', 'trial'], 'retiredSequences[1]', /found "trial", which it has/],
    ['the same one twice', ['gift', 'gift'], 'retiredSequences[1]', /found "gift" again/],
    ['what is no name', ['*'], 'retiredSequences[0]', /letter/],
  ])('are not %s', (_, retiredSequences, path, message) => {
    expect(problemsOf(tenantFile({ overrides, retiredSequences }))).toEqual([
      { path, message: expect.stringMatching(message) },
    ]);
  });
});
