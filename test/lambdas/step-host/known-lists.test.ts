import { describe, expect, it } from 'vitest';
import { createKnownLists } from '../../../lambdas/step-host/known-lists.ts';

describe('a known list', () => {
  it('is the same list again while the texts are the same', () => {
    const knownList = createKnownLists();
    const first = knownList(['id', 'secret']);
    expect(knownList(['id', 'secret'])).toBe(first);
    expect(knownList([])).toBe(knownList([]));
  });

  it.each([[['id']], [['secret', 'id']], [['id', 'secret', 'token']], [['id', 'other']], [[]]])(
    'is another one for the texts %j',
    (texts) => {
      const knownList = createKnownLists();
      const first = knownList(['id', 'secret']);
      expect(knownList(texts)).toBe(texts);
      expect(knownList(['id', 'secret'])).toBe(first);
    },
  );

  it('is forgotten after eight others, so that replaced secrets do not stay', () => {
    const knownList = createKnownLists();
    const first = knownList(['secret 0']);
    for (let secret = 1; secret < 8; secret += 1) knownList([`secret ${secret}`]);
    expect(knownList(['secret 0'])).toBe(first);
    knownList(['secret 8']);
    expect(knownList(['secret 0'])).not.toBe(first);
  });
});
