import { describe, expect, it } from 'vitest';
import { checkTenantConfig } from '../../../core/config/check-tenant-config.ts';
import type { JsonObject } from '../../../core/json.ts';
import { pluginCatalog } from '../../../plugins/registry.ts';

const step = (id: string, changes: JsonObject = {}): JsonObject => ({
  id,
  name: 'calloutPlugin',
  critical: false,
  options: { endpoint: 'https://api.example.org/orders' },
  ...changes,
});
const first = step('first');
const second = step('second');
const third = step('third');
const file = (changes: JsonObject): JsonObject => ({ tenant: 'acme', processOrder: [], ...changes });
const problemsOf = (changes: JsonObject) => checkTenantConfig(file(changes), pluginCatalog()).problems;
const trial = { name: 'trial', match: { offerType: ['trial'] } };

describe('the results that a step reads', () => {
  it.each<[string, JsonObject]>([
    ['of a step before it', { processOrder: [first, step('x', { when: 'results.first.status = 200' })] }],
    [
      'of a step of the earlier phase',
      { processOrder: [first], postProcessOrder: [step('x', { select: 'results.first' })] },
    ],
    [
      'of a step whose id has a dash',
      { processOrder: [step('a-b'), step('x', { when: 'results."a-b".status = 200' })] },
    ],
    ['of any step', { processOrder: [step('x', { when: '$count($keys(results)) > 0 or results.*.ok' })] }],
    [
      'of a step that is chosen at run time',
      { processOrder: [step('x', { when: '$exists($lookup(results, order.a))' })] },
    ],
    [
      'of a step that is missing from a sequence, if the expression tests whether it ran',
      {
        processOrder: [first, step('x', { when: '$exists(results.first) and results.first.status = 200' })],
        overrides: [{ ...trial, exclude: ['first'] }],
      },
    ],
    [
      'of a step that only its override inserts',
      {
        processOrder: [first],
        overrides: [
          {
            ...trial,
            insert: [
              { after: 'first', step: second },
              { after: 'second', step: step('x', { when: 'results.second.status = 200' }) },
            ],
          },
        ],
      },
    ],
    [
      'of a step in the phase of its own override',
      {
        processOrder: [first],
        overrides: [{ ...trial, processOrder: [second, step('x', { when: 'results.second.status = 200' })] }],
      },
    ],
  ])('can be those %s', (_, changes) => {
    expect(problemsOf(changes)).toEqual([]);
  });

  it.each<[string, JsonObject, string, RegExp]>([
    [
      'of an unknown step',
      { processOrder: [first, second, step('x', { when: 'results.frist.status = 200' })] },
      'processOrder[2].when',
      /earlier in sequence "default" \(first, second\), found "frist".*\$exists/,
    ],
    [
      'of a later step',
      { processOrder: [first, step('x', { select: 'order.orderItems[$$.results.third.ok]' }), third] },
      'processOrder[1].select',
      /\(first\), found "third"/,
    ],
    ['of itself', { processOrder: [step('x', { when: 'results.x.ok' })] }, 'processOrder[0].when', /\(there is none\)/],
    [
      'of a step that an override leaves out',
      { processOrder: [first, step('x', { when: 'results.first.ok' })], overrides: [{ ...trial, exclude: ['first'] }] },
      'processOrder[1].when',
      /in sequence "trial" \(there is none\), found "first"/,
    ],
    [
      'of a step of the phase that the override replaces',
      {
        processOrder: [first],
        overrides: [{ ...trial, processOrder: [], postProcessOrder: [step('x', { when: 'results.first.ok' })] }],
      },
      'overrides[0].postProcessOrder[0].when',
      /in sequence "trial"/,
    ],
    [
      'of a step that is inserted later',
      {
        processOrder: [first],
        overrides: [{ ...trial, insert: [{ before: 'first', step: step('x', { when: 'results.first.ok' }) }] }],
      },
      'overrides[0].insert[0].step.when',
      /in sequence "trial" \(there is none\)/,
    ],
    [
      'of a step that no sequence has, even if the expression tests whether it ran',
      { processOrder: [first, step('x', { when: '$exists(results.frist)' })], overrides: [trial] },
      'processOrder[1].when',
      /found "frist": correct the id\. Did you mean "first"\?$/,
    ],
    [
      'of an unknown step in an option',
      {
        processOrder: [
          first,
          {
            name: 'transferOwnership',
            critical: true,
            options: { endpoint: 'https://api.example.org', destinationId: 'results.identity.owner' },
          },
        ],
      },
      'processOrder[1].options.destinationId',
      /\(first\), found "identity"/,
    ],
  ])('cannot be those %s', (_, changes, path, message) => {
    expect(problemsOf(changes)).toEqual([{ path, message: expect.stringMatching(message) }]);
  });
});

describe('an option that names another step', () => {
  const salesforce = { id: 'crm', name: 'salesforceV3', critical: true };

  it.each(['zuora', 'platformEvents', 'duplicateSubscriptionCheck'])('of %s can name an earlier step', (name) => {
    const naming = { name, critical: true, options: { salesforceStep: 'crm' } };
    const overrides = [{ ...trial, exclude: ['crm'] }];
    expect(problemsOf({ processOrder: [salesforce, naming], overrides })).toEqual([]);
    // Only the duplicate check cannot do without the step that its default names.
    const problems = problemsOf({ processOrder: [salesforce, { name, critical: true }] });
    expect(problems).toHaveLength(name === 'duplicateSubscriptionCheck' ? 1 : 0);
  });

  it.each<[string, string]>([
    ['zuora', 'salesforceStep'],
    ['platformEvents', 'salesforceStep'],
    ['platformEvents', 'zuoraStep'],
    ['duplicateSubscriptionCheck', 'salesforceStep'],
  ])('of %s cannot name in %s a step that is not earlier', (name, option) => {
    const naming = { name, critical: true, options: { [option]: 'salesforce' } };
    expect(problemsOf({ processOrder: [salesforce, naming] })).toEqual([
      {
        path: `processOrder[1].options.${option}`,
        message: expect.stringMatching(/\(crm\), found "salesforce": correct the id\.$/),
      },
    ]);
  });
});
