import { expect, test } from 'vitest';
import type { JsonValue } from '../../../../core/json.ts';
import {
  compileExpression,
  evaluateExpression,
} from '../../../../embedded/step-functions/expressions/evaluate-expression.ts';
import { evaluateTemplate } from '../../../../embedded/step-functions/expressions/evaluate-template.ts';

const evaluate = (source: string, bindings: Record<string, JsonValue> = {}) =>
  evaluateExpression(compileExpression(source), bindings);

test.each<[string, unknown]>([
  ['$partition([1,2,3,4,5], 2)', [[1, 2], [3, 4], [5]]],
  ['$partition([1,2,3], 2.9)', [[1, 2], [3]]],
  ['$partition([1], 0)', undefined],
  ['$partition([], 2)', undefined],
  ['$range(1, 5, 2)', [1, 3, 5]],
  ['$range(5, 1, -2)', [5, 3, 1]],
  ['$range(-1.7, 1, 1)', [-1, 0, 1]],
  ['$range(1, 1, 1)', 1],
  ['$range(1, 5, -1)', undefined],
  ['$range(1, 5)', undefined],
  ["$hash('a', 'MD5')", '0cc175b9c0f1b6a831c399e269772661'],
  ["$hash('a', 'SHA-1')", '86f7e437faa5a7fce15d1ddcb9eaeaea377667b8'],
  ["$hash('a', 'SHA-256')", 'ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb'],
  ["$length($hash('a', 'SHA-384'))", 96],
  ["$length($hash('a', 'SHA-512'))", 128],
  ["$hash('a')", undefined],
  ['$parse(\'{"a":[1,null]}\')', { a: [1, null] }],
  ['$parse(\'{"a":1}\').a', 1],
  ['$random(7) = $random(7)', true],
  ['$random(7) = $random(8)', false],
  ['$random() >= 0 and $random() < 1', true],
  ['$match($uuid(), /^[0-9a-f]{8}-[0-9a-f]{4}-4/).match != ""', true],
  ['$map([1,2,3], function($v) { $v * 2 })', [2, 4, 6]],
  ['$states.input.items[price > 1]', { price: 2 }],
  ['[$states.input.items[price > 1]]', [{ price: 2 }]],
  ['$merge([$states.input, {"b": 1}]).b', 1],
  ['$exists($states.none)', false],
  ['null', null],
])('%s returns %j', async (source, expected) => {
  expect(await evaluate(source, { states: { input: { items: [{ price: 1 }, { price: 2 }] } } })).toEqual(expected);
});

test.each([
  ["$hash('a', 'CRC')", 'expects one of MD5'],
  ["$parse('{')", 'JSON'],
  ['$range(1, 360146, 1)', 'the limit is 360145'],
  ['function($x) { $x }', 'function'],
  ['{"f": $sum}', 'function'],
  ['$none(1)', 'T1006'],
  ['"a" + 1', 'T2001'],
])('%s throws with %s in its message', async (source, message) => {
  const failed = evaluateTemplate({ expressions: new Map(), bindings: {} }, `{% ${source} %}`, 'Output/x');
  await expect(failed).rejects.toMatchObject({
    error: 'States.QueryEvaluationError',
    causeText: expect.stringMatching(/^The JSONata expression '.*' specified for the field 'Output\/x' threw an error/),
    evaluation: { location: 'Output/x' },
  });
  await expect(failed).rejects.toThrow(message);
});

test('an expression cannot change what it reads', async () => {
  const input = { list: [3, 1, 2], deep: { a: 1 } };
  const value = await evaluate('$sort($states.input.list) ~> $append($states.input.deep)', { states: { input } });
  expect(value).toEqual([1, 2, 3, { a: 1 }]);
  expect(input).toEqual({ list: [3, 1, 2], deep: { a: 1 } });
});

test('one expression can be evaluated concurrently', async () => {
  const compiled = compileExpression('$sum($map([1..50], function($i) { $i * $n }))');
  const values = await Promise.all(Array.from({ length: 20 }, (_, n) => evaluateExpression(compiled, { n })));
  expect(values).toEqual(Array.from({ length: 20 }, (_, n) => 1275 * n));
});

test.each([
  ['an endless recursion', '($loop := function($n) { $loop($n + 1) }; $loop(0))'],
  ['a regular expression with nested repeats', '$match($states.input.note, /(a+)+$/)'],
])('%s is ended and blocks nothing', async (_what, source) => {
  const note = `${'a'.repeat(40)}!Zyxsecret`;
  let turns = 0;
  const timer = setInterval(() => {
    turns += 1;
  }, 10);
  const failure = await evaluate(source, { states: { input: { note } } }).catch(String);
  clearInterval(timer);
  expect(failure).toContain('it took longer than 2 seconds');
  expect(failure).not.toContain('Zyxsecret');
  expect(turns).toBeGreaterThan(20);
});

test('an evaluation in another process has the functions of Step Functions', async () => {
  const source = '$map($partition([1..4], 2), function($part) { $hash($string($part), "MD5") })';
  expect(await evaluate(source, {})).toHaveLength(2);
  await expect(evaluate('$map([1], function($n) { $eval("1") })', {})).rejects.toThrow();
});

test('an error quotes no value', async () => {
  for (const source of ['$number($states.input.note)', '$error($states.input.note)', '$parse($states.input.note)']) {
    const failure = await evaluate(source, { states: { input: { note: 'Zyxsecret' } } }).catch(String);
    expect(failure).toContain('EvaluationFailed');
    expect(failure).not.toContain('Zyxsecret');
  }
});
