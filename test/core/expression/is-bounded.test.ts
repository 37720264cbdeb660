import { describe, expect, it } from 'vitest';
import { isBounded } from '../../../core/expression/is-bounded.ts';
import { parseJsonata } from '../../../core/expression/jsonata.ts';

const bounded = (text: string): boolean => isBounded(parseJsonata(text).ast());

describe('isBounded', () => {
  it.each([
    "order.order_type = 'new'",
    "'trial' in facts.offerTypes and $not($exists(results.zuora.subscriptionNumber))",
    'order.orderItems[offer.data.attributes.has_delivery__limio = true]',
    'order.orderItems[quantity > 1][0].id',
    'order.orderItems.(quantity * price.amount)',
    'order.customFields."a-b" & "-" & order.id',
    '{"id": order.id, "codes": [order.a, order.b]}',
    '$merge([$states.input.results, {"a": $states.result.Payload.output}])',
    '$merge([$states.input, {"wait": $parse($parse($states.errorOutput.Cause).errorMessage)}])',
    '$lookup({"a": "arn:a"}, $states.input.function)',
    '$contains(order.customerDetails.email, "@example.com")',
    '$toMillis(order.orderDate) > $millis()',
    'order.total.amount > 10 ? "large" : -1',
    '(order.a; order.b)',
    '$count(order.*) = 0',
  ])('takes %s', (text) => {
    expect(bounded(text)).toBe(true);
  });

  it.each([
    ['a regular expression', '$match(order.note, /(a+)+$/)'],
    ['a search for a text of the order', '$contains(order.note, order.id)'],
    ['a replacement', '$replace(order.note, "a", order.note)'],
    ['padding', '$pad(order.note, 1000000)'],
    ['a join', '$join(order.list, order.note)'],
    ['a split', '$split(order.note, "")'],
    ['an evaluation', '$eval(order.note)'],
    ['a picture', '$toMillis(order.note, "[f1][f1]")'],
    ['a picture of the order', '$fromMillis(1, order.note)'],
    ['a range', '[1..10000000]'],
    ['recursion', '($f := function($n) { $f($n + 1) }; $f(0))'],
    ['a lambda', '$map(order.list, function($i) { $i })'],
    ['a variable', '($s := order.note; $s & $s)'],
    ['an unknown function', '$hash(order.note, "MD5")'],
    ['a function that is chosen at run time', '(order.a ? $sum : $count)(order.b)'],
    ['a partial application', '$substring(?, 1)'],
    ['a chain', 'order.note ~> $uppercase'],
    ['a transformation', 'order ~> |$|{"a": 1}|'],
    ['a sort', 'order.list^(a)'],
    ['a group', 'order.list{a: b}'],
    ['a join of lists', 'order.list@$a.other@$b[$a.id = $b.id]'],
    ['a position', 'order.list#$i[$i = 1]'],
    ['a parent', 'order.list.items.%.id'],
    ['descendants', 'order.**.id'],
    ['the root in a filter', 'order.list[id in $$.order.list.id]'],
    ['the root in a step', 'order.list.($$.order.list)'],
    ['a list that doubles in each step', 'order.a.([$, $]).([$, $])'],
    ['a text that doubles in each step', 'order.a.($ & $).($ & $)'],
    ['a result that doubles in each step', 'order.a.$append($, $).$append($, $)'],
    ['quotes that double each time', '$string([$string([$string(["x"])])])'],
    ['quotes that double in texts', '([([order.a] & "")] & "")'],
  ])('does not take %s', (_what, text) => {
    expect(bounded(text)).toBe(false);
  });
});
