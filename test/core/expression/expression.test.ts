import { describe, expect, it } from 'vitest';
import { parseExpression } from '../../../core/expression/expression.ts';
import { ExpressionInvalid } from '../../../core/expression/expression-invalid.ts';
import type { JsonValue } from '../../../core/json.ts';

const input = {
  order: {
    country: 'GB',
    orderItems: [
      { id: 'a', quantity: 1, has_delivery: true },
      { id: 'b', quantity: 2, has_delivery: false },
      { id: 'c', quantity: 3, has_delivery: true },
    ],
  },
  results: { salesforceV3: { crmId: '001' } },
  facts: { orderType: 'new', processingType: 'standard', offerTypes: ['trial'] },
};

describe('parseExpression', () => {
  it.each<[string, JsonValue]>([
    ["order.country = 'GB'", true],
    ['order.country = "FR"', false],
    ['results.salesforceV3.crmId', '001'],
    ["'trial' in facts.offerTypes", true],
    ['order.orderItems[has_delivery = true].id', ['a', 'c']],
    ['order.orderItems[quantity = 2]', { id: 'b', quantity: 2, has_delivery: false }],
    ['$sum(order.orderItems.quantity)', 6],
    ['order.orderItems[quantity > 9]', null],
    ['order.nothing.at.all', null],
    ['{"n": $count(order.orderItems)}', { n: 3 }],
  ])('evaluates %s', async (text, value) => {
    expect(await parseExpression(text).evaluate(input)).toEqual(value);
  });

  it('returns plain JSON', async () => {
    const value = await parseExpression('order.orderItems.id').evaluate(input);
    expect(Object.getOwnPropertyNames(value)).toEqual(['0', '1', '2', 'length']);
  });

  it('does not change its input, also when used again', async () => {
    const before = structuredClone(input);
    const expression = parseExpression('order.orderItems ~> |$|{"quantity": 0}|');
    await Promise.all([expression.evaluate(input), expression.evaluate(input)]);
    expect(input).toEqual(before);
  });

  it.each<[string, RegExp]>([
    ['order.[', /^Expected a JSONata expression, found "order\.\[": .* at character \d+$/],
    ['', /^Expected a JSONata expression, found "": /],
    ['"unclosed', /^Expected a JSONata expression, found "\\"unclosed": /],
  ])('rejects %j, which does not parse', (text, message) => {
    expect(() => parseExpression(text)).toThrow(ExpressionInvalid);
    expect(() => parseExpression(text)).toThrow(message);
  });

  it.each<[string, RegExp]>([
    ['$number(order.country)', /: a value cannot become a number, error D3030 of JSONata \(number\) at character 8$/],
    ['$toMillis(order.country)', /: a text is not an ISO 8601 timestamp, error D3110 of JSONata/],
    ['$error(order.country)', /: the expression called \$error, error D3137 of JSONata/],
    ['order.country > 1', /: values of different types are compared, error T2009 of JSONata/],
    ['order.country + 1', /: the left side of an operator is not a number, error T2001 of JSONata \(\+\)/],
    ['$uppercase(order.orderItems)', /: an argument of a function has the wrong type, error T0410/],
    ['order.country()', /JSONata/],
    ['$sum', /yields a function, which is not JSON: call it$/],
    ['{"sum": $sum}', /yields a function/],
    ['function($x) { $x }', /yields a function/],
  ])('rejects the value of %s', async (text, detail) => {
    const failure = await parseExpression(text)
      .evaluate(input)
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ExpressionInvalid);
    expect(failure).toMatchObject({ name: 'ExpressionInvalid', cause: expect.anything() });
    expect(String(failure)).toMatch(`Could not evaluate ${JSON.stringify(text)} for this order`);
    expect(String(failure)).toMatch(detail);
    expect(String(failure)).not.toContain(input.order.country);
  });
});
