import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changedJson } from '../../../../scripts/test-fuzz/http/json-arbitrary.ts';

const DOCUMENT = { name: 'a', list: [{ n: 1 }, { n: 2 }], map: { x: null } };

const sample = (seed: number) => fc.sample(changedJson(DOCUMENT), { numRuns: 300, seed });

describe('changedJson', () => {
  it('gives the same texts for the same seed, and others for another', () => {
    expect(sample(1)).toEqual(sample(1));
    expect(sample(1)).not.toEqual(sample(2));
  });

  it('gives the document as it is, changed, cut off, and nested so deep that stacks overflow', () => {
    const texts = sample(3);
    expect(texts).toContain(JSON.stringify(DOCUMENT));
    expect(texts.some((text) => /^\{"name":"a"/.test(text) && text !== JSON.stringify(DOCUMENT))).toBe(true);
    expect(texts.some((text) => /\[{20000}|(\{"a":){20000}|(\{"L":\[){20000}/.test(text))).toBe(true);
    expect(texts.some((text) => /__proto__|constructor/.test(text))).toBe(true);
  });
});
