import { describe, expect, it } from 'vitest';
import { parseExpression } from '../../../core/expression/expression.ts';
import { ExpressionInvalid } from '../../../core/expression/expression-invalid.ts';

const SECRET = 'Zyxsecret';
/** Two seconds are for an evaluation; the rest is for processes to start on a busy machine. */
const PATIENCE_MS = 60_000;
const letters = `${'a'.repeat(40)}!${SECRET}`;

const failureOf = async (text: string, order: Record<string, string>): Promise<unknown> => {
  const started = performance.now();
  const failure = await parseExpression(text)
    .evaluate({ order, results: {}, facts: {} })
    .then(
      (value) => `no failure, but ${JSON.stringify(value).slice(0, 80)}`,
      (error: unknown) => error,
    );
  expect(performance.now() - started).toBeLessThan(PATIENCE_MS);
  return failure;
};

describe('the limits of an expression', () => {
  it('evaluates what is not bounded in another process', async () => {
    const evaluate = (text: string) =>
      parseExpression(text).evaluate({ order: { note: 'aXb' }, results: {}, facts: {} });
    expect(await evaluate('$replace(order.note, /x/i, "-")')).toBe('a-b');
    expect(await evaluate('$map([1..3], function($n) { $n * 2 })')).toEqual([2, 4, 6]);
    expect(await evaluate('$match(order.note, /q/)')).toBeNull();
    expect(await evaluate('$split(order.note, "X")')).toEqual(['a', 'b']);
  });

  it.concurrent.each([
    ['a regular expression with nested repeats', '$match(order.note, /(a+)+$/)'],
    ['alternatives that overlap', '$contains(order.note, /^(a|aa)+$/)'],
    ['a picture with fractions', '$toMillis(order.digits, "[f1][f1][f1][f1]x")'],
    ['endless recursion', '($f := function($n) { $f($n + 1) }; $f(0))'],
    [
      'an object that doubles',
      '($f := function($o, $n) { $n = 0 ? $o : $f({"a": $o, "b": $o}, $n - 1) }; $f({"a": 1}, 60))',
    ],
    ['its text', '($f := function($o, $n) { $n = 0 ? $o : $f({"a": $o, "b": $o}, $n - 1) }; $string($f({}, 60)))'],
  ])('ends %s', async (_what, text) => {
    const failure = await failureOf(text, { note: letters, digits: '1'.repeat(4000) });
    expect(failure).toBeInstanceOf(ExpressionInvalid);
    expect(String(failure)).toMatch(/it took longer than 2 seconds|it needed more than 64 MB of memory/);
    expect(String(failure)).not.toContain(SECRET);
  });

  it.concurrent.each([
    ['a padded text', '$pad(order.note, 500000000)'],
    ['a range', '[1..10000000]'],
    ['a list that doubles', '($f := function($l) { $f($append($l, $l)) }; $f([1, 2, 3]))'],
    ['a text in many parts', '$split($pad("x", 100000000, "a"), "")'],
    [
      'a text that doubles',
      '($f := function($s, $n) { $n = 0 ? $s : $f($s & $s, $n - 1) }; $uppercase($f("aaaaaaaaaa", 25)))',
    ],
  ])('ends %s that needs too much memory', async (_what, text) => {
    const failure = await failureOf(text, { note: letters });
    expect(failure).toBeInstanceOf(ExpressionInvalid);
    expect(String(failure)).toMatch(/it needed more than 64 MB of memory|it took longer than 2 seconds/);
    expect(String(failure)).not.toContain(SECRET);
  });

  it('does not block others meanwhile', async () => {
    const late = failureOf('$match(order.note, /(a+)+$/)', { note: letters });
    const started = performance.now();
    let turns = 0;
    const timer = setInterval(() => {
      turns += 1;
    }, 10);
    await parseExpression('$uppercase($join(order.list, "-"))').evaluate({
      order: { list: ['a', 'b'] },
      results: {},
      facts: {},
    });
    expect(performance.now() - started).toBeLessThan(PATIENCE_MS);
    expect(await late).toBeInstanceOf(ExpressionInvalid);
    clearInterval(timer);
    expect(turns).toBeGreaterThan(20);
  });

  it.each([
    '$error(order.note)',
    '$assert(false, order.note)',
    '$number(order.note)',
    '$toMillis(order.note)',
    '$eval("1 + " & order.quoted)',
    '$eval(order.call)',
    'order.note + 1',
    'order.note > 1',
    '-order.note',
    '[1..order.note]',
    '$formatNumber(1, order.note)',
    '$formatInteger(1, order.note)',
    '$parseInteger(order.note, order.note)',
    '$decodeUrl("%" & order.note)',
    '$single([order.note, order.note])',
    '$lookup(order, order.note)()',
    '{order.note: 1, order.quoted: order.note()}',
    '$split(order.note, -1, order.note)',
    '$fromMillis(order.note)',
    '$sum([order.note])',
  ])('quotes no value in the error of %s', async (text) => {
    const order = { note: SECRET, quoted: `"${SECRET}"`, call: `${SECRET}()` };
    const failure = await failureOf(text, order);
    expect(failure).toBeInstanceOf(ExpressionInvalid);
    expect(String(failure)).not.toContain(SECRET);
    expect(JSON.stringify(failure instanceof Error ? failure.cause : failure)).not.toContain(SECRET);
    expect(String(failure instanceof Error ? failure.cause : failure)).not.toContain(SECRET);
  });

  it('gives an expression no environment variable, no file and no process', async () => {
    const text = '$string.constructor("return typeof process")()';
    expect(await failureOf(text, {})).toBeInstanceOf(ExpressionInvalid);
  });
});
