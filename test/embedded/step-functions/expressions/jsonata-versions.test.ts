import jsonata from 'jsonata';
import jsonataOnAws from 'jsonata-on-aws';
import { describe, expect, it } from 'vitest';
import { usesNewerOperators } from '../../../../embedded/step-functions/expressions/newer-operators.ts';

const input = { text: 'x', list: [{ a: 1 }, { a: 2 }], order: { note: 'n' } };

type Library = (text: string) => Pick<jsonata.Expression, 'evaluate'>;

async function resultOf(library: Library, text: string): Promise<unknown> {
  try {
    return (await library(text).evaluate(structuredClone(input))) ?? 'nothing';
  } catch (error) {
    const { code, name } = error as { code?: string; name?: string };
    return `error ${code ?? name}`;
  }
}

// The table in docs/decisions/0029-expressions-have-limits.md.
const DIFFERENCES: readonly [text: string, onAws: unknown, here: unknown][] = [
  ['text ?: "d"', 'error S0211', 'x'],
  ['missing ?? "d"', 'error S0211', 'd'],
  ['$contains(text, missing)', 'error TypeError', 'nothing'],
  ['$toMillis("2024-01-01-01")', Number.NaN, 'error D3110'],
  ['$string(123456789012345680)', '123456789012346000', '123456789012345680'],
  ['$pad("a", 2.5)', 'error RangeError', 'a '],
  ['{"_jsonata_lambda": 1}', { _jsonata_lambda: 1 }, 'error D1013'],
  ['$exists(order.__proto__)', true, false],
  ['$fromMillis(0, "[M,2-2]/[D,1-2]")', '01/01', '01/1'],
  ['$formatNumber(1, "")', 'error TypeError', 'error D3085'],
];

describe('jsonata here and on AWS', () => {
  it.each(DIFFERENCES)('evaluates %s to %j on AWS, and here to %j', async (text, onAws, here) => {
    expect(await resultOf(jsonataOnAws, text)).toEqual(onAws);
    expect(await resultOf(jsonata, text)).toEqual(here);
  });

  it('rejects in a definition what AWS cannot parse', () => {
    const uses = (text: string): boolean => usesNewerOperators(jsonata(text).ast());
    expect(['a ?: 1', 'a ?? 1', 'a[b] ?: 1', '$f(a.b ?? c)', '{"x": [a ?: b]}'].filter(uses)).toHaveLength(5);
    expect(['a ? a : 1', '$exists(a) ? a : 1', 'a[b] ? a[b] : 1', 'a ? 1'].filter(uses)).toEqual([]);
  });
});
