import { describe, expect, it } from 'vitest';
import { checkExpression } from '../../../core/config/check-expression.ts';
import { checkTenantConfig } from '../../../core/config/check-tenant-config.ts';
import type { ExpressionScope } from '../../../core/expression/expression.ts';
import type { JsonObject } from '../../../core/json.ts';
import { pluginCatalog } from '../../../plugins/registry.ts';

const endpoint = 'https://api.example.org/orders';

describe('an expression', () => {
  it.each<[string, ExpressionScope]>([
    ["order.country = 'GB'", 'order'],
    ['$exists(results.zuora) and results."my-step".ok', 'order'],
    ["facts.offerTypes[$ = 'trial']", 'order'],
    ['order.orderItems[quantity > 1].(name & path)', 'order'],
    ['$map(order.orderItems, function($item) { $item.name })', 'order'],
    ['true', 'order'],
    ['status = 409 and body.errors[code = "exists"]', 'reply'],
    ['headers."content-type"', 'reply'],
  ])('may be %s over the %s', (text, scope) => {
    expect(checkExpression(text, ['when'], scope)).toEqual([]);
  });

  it.each<[string, ExpressionScope, RegExp]>([
    ["ordr.country = 'GB'", 'order', /over \{ order, results, facts \}, found "ordr", which is never defined/],
    ["country = 'GB'", 'order', /found "country"/],
    ['TRUE', 'order', /found "TRUE"/],
    ['order.isGift or results.my-step.ok', 'order', /found "step".*quote names that contain a dash/],
    ['order.orderItems[$$.ordr.country = name]', 'order', /found "ordr"/],
    ['body.accepted', 'order', /found "body"/],
    ['order.id', 'reply', /over \{ status, headers, body \}, found "order"/],
    [
      "results['zuora'].ok",
      'order',
      /Expected results\."zuora", found results\["zuora"\], a filter that is always true/,
    ],
    ['order.', 'order', /Expected a JSONata expression/],
  ])('is rejected as %s over the %s', (text, scope, message) => {
    expect(checkExpression(text, ['when'], scope)).toEqual([{ path: 'when', message: expect.stringMatching(message) }]);
  });

  it('reports every unknown name once', () => {
    const problems = checkExpression('ordr.a = fact.b and ordr.c', ['when'], 'order');
    expect(problems.map(({ message }) => /found "(\w+)"/.exec(message)?.[1])).toEqual(['ordr', 'fact']);
  });
});

describe('an option that holds expressions', () => {
  const problemsOf = (name: string, options: JsonObject) =>
    checkTenantConfig({ tenant: 'acme', processOrder: [{ name, critical: true, options }] }, pluginCatalog()).problems;

  it.each<[string, JsonObject]>([
    ['calloutPlugin', { endpoint, rejectWhen: 'body.accepted = false', output: { id: 'body.id' }, statusBody: 'body' }],
    ['entitlements', { endpoint, userId: 'order.owner' }],
    ['transferOwnership', { endpoint, destinationId: 'order.owner', sourceId: 'order.owner' }],
  ])('of %s may refer to its input', (name, options) => {
    expect(problemsOf(name, options)).toEqual([]);
  });

  it.each<[string, JsonObject, string]>([
    ['calloutPlugin', { endpoint, rejectWhen: 'accepted = false' }, 'rejectWhen'],
    ['calloutPlugin', { endpoint, output: { id: 'reply.id' } }, 'output.id'],
    ['calloutPlugin', { endpoint, statusBody: 'result' }, 'statusBody'],
    ['entitlements', { endpoint, userId: 'owner' }, 'userId'],
    ['transferOwnership', { endpoint, destinationId: 'body.owner' }, 'destinationId'],
    ['transferOwnership', { endpoint, destinationId: 'order.a', sourceId: 'owner' }, 'sourceId'],
  ])('of %s may not refer to anything else', (name, options, path) => {
    expect(problemsOf(name, options)).toEqual([
      { path: `processOrder[0].options.${path}`, message: expect.stringMatching(/which is never defined/) },
    ]);
  });
});
