import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseExpression } from '../../../core/expression/expression.ts';
import { rootPaths } from '../../../core/expression/root-paths.ts';

const rootsOf = (text: string) => [...new Set(rootPaths(text).map(({ root }) => root))].sort();

/** Expressions of every kind that read only `order` at the root. */
const OVER_ORDER: readonly string[] = [
  'order',
  'order.country',
  '`order`.country',
  '"order".country',
  '$.order.country',
  '$$.order.country',
  "order.country = 'GB' and order.total > 1 or order.isGift",
  "order.country in ['GB', 'FR']",
  '-order.total + order.tax * 2 - 3 / 4 % 5',
  'order.country & "x"',
  'order.isGift ? order.a : order.b',
  'order.orderItems[quantity > 1]',
  "order.orderItems[offer.data.attributes.kind = 'print'][0]",
  'order.orderItems[$$.order.country = name]',
  'order.orderItems[$.name = country]',
  'order.orderItems[]',
  'order.orderItems.(name; $uppercase(path))',
  'order.orderItems.{ "name": name, path: [quantity] }',
  'order.orderItems{ name: $sum(price) }',
  'order.orderItems^(>price, name).name',
  'order.orderItems^(price){ name: price }',
  'order.orderItems@$item.order.other[$item.id = id]',
  'order.orderItems#$at.name',
  'order.orderItems.offer.%.name',
  'order.*',
  'order.**.name',
  'order.orderItems.$string(name)',
  '$count(order.orderItems[a = 1].b)',
  '$exists(order.country)',
  '$map(order.orderItems, function($item) { $item.name & name })',
  'order.orderItems ~> $map(function($item, $at) { { "name": name, "at": $at } })',
  '$filter(order.orderItems, function($item) { $item.quantity > 1 })[quantity].name',
  'order ~> $string ~> $uppercase',
  "order ~> | orderItems[name] | { 'price': cost * 2 }, ['tax'] |",
  '($total := order.total; $total.amount > 1)',
  '($f := function($x) { $x > 1 ? $f($x - 1) : total }; $f(order.quantity))',
  '(order).country',
  '[order.a, order.b].name',
  '[1..order.quantity]',
  '{ "country": order.country, "items": order.orderItems.name }',
  '$substring(?, 0, 2)(order.country)',
  '$match(order.country, /G(b)/i).groups[0]',
  "$lookup(order, 'country')",
  '$contains(order.country, /^G/) and $not(order.isGift)',
];

/** Expressions that do not certainly read anything at the root. */
const OVER_NOTHING: readonly string[] = [
  'true',
  'null',
  '1 + 2',
  '"order"',
  '*.country',
  '**.country',
  '**[country]',
  '$',
  '$$',
  '$x.country',
  '$.*',
  '$now()',
  '$[country]',
  '(function($x) { order })(1)',
  "not('x')",
];

describe('the paths from the root of an expression', () => {
  it.each(OVER_ORDER)('all read order in %s', (text) => {
    parseExpression(text);
    expect(rootsOf(text)).toEqual(['order']);
  });

  it.each(OVER_NOTHING)('are not reported in %s', (text) => {
    parseExpression(text);
    expect(rootsOf(text)).toEqual([]);
  });

  const combined = fc.letrec<{ any: string }>((tie) => ({
    any: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom(...OVER_ORDER, ...OVER_NOTHING).map((text) => `(${text})`),
      ...['(_)', '[_]', '$exists(_)', '(1; _)', '{ "a": _ }', '(_ ? _ : _)', '(_ and _)', '($string([_]) & "b")'].map(
        (form) => tie('any').map((text) => form.replaceAll('_', () => text)),
      ),
    ),
  })).any;

  it('read only order in any combination of these', () => {
    fc.assert(
      fc.property(combined, (text) => {
        expect(['', 'order']).toContain(rootsOf(text).join());
      }),
      { numRuns: 200 },
    );
  });

  it('report a misspelled order', () => {
    fc.assert(
      fc.property(fc.constantFrom(...OVER_ORDER), combined, (wrong, right) => {
        expect(rootsOf(`[${right}, (${wrong.replaceAll('order', 'ordr')})]`)).toContain('ordr');
      }),
      { numRuns: 200 },
    );
  });

  it.each([
    ['results.bill.ok', [{ root: 'results', field: 'bill', isTested: false }]],
    ['results."my-step".ok', [{ root: 'results', field: 'my-step', isTested: false }]],
    ['$$.results.bill[0]', [{ root: 'results', field: 'bill', isTested: false }]],
    ['$exists(results.bill.ok)', [{ root: 'results', field: 'bill', isTested: true }]],
    ["results['bill'].ok", [{ root: 'results', field: 'ok', textFilter: 'bill', isTested: false }]],
    ['results[bill.ok]', [{ root: 'results', isTested: false }]],
    ['results.*', [{ root: 'results', isTested: false }]],
    ['results.(bill.ok)', [{ root: 'results', isTested: false }]],
    ['results@$all.order.x', [{ root: 'results', isTested: false }]],
  ])('include the second name in %s', (text, paths) => {
    expect(rootPaths(text)).toEqual(paths);
  });
});
