import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../core/json.ts';
import { problemsOf, STEPS, tenantFile } from '../test-catalog.ts';

const { crm, billing, callout } = STEPS;

function firstStep(changes: JsonObject): JsonObject {
  return tenantFile({ processOrder: [{ ...crm, ...changes }, billing] });
}

describe('a step and its plugin', () => {
  it.each<[string, JsonObject, string, RegExp]>([
    ['an unknown plugin', { name: 'crmm' }, 'name', /Expected one of crm, billing, callout, found "crmm"/],
    ['the name of an inherited property', { name: 'constructor' }, 'name', /no such plugin/],
    ['the wrong service', { service: 'limio' }, 'service', /Expected "salesforce", the service of crm, found "limio"/],
    ['an unknown option', { options: { record_type: 'Customer' } }, 'options.record_type', /Unknown key/],
    [
      'an option of the wrong type',
      { options: { recordType: 3 } },
      'options.recordType',
      /Expected string, found number/,
    ],
    ['a missing option', { name: 'callout' }, 'options.endpoint', /Expected string, found nothing/],
    ['a condition that does not parse', { when: 'order.country = ' }, 'when', /JSONata expression.*at character \d+/],
    [
      'a selection that does not parse',
      { select: 'order.orderItems[' },
      'select',
      /JSONata expression.*at character \d+/,
    ],
    [
      'an expression of Step Functions in options',
      { options: { recordType: '{% $states.input %}' } },
      'options.recordType',
      /without "{%"/,
    ],
    ['a substitution in options', { options: { recordType: '$' + '{Stage}' } }, 'options.recordType', /without "\$\{"/],
    [
      'a substitution in a key',
      { name: 'billing', options: { ratePlans: { ['$' + '{Offer}']: 'x' } } },
      'options.ratePlans["$' + '{Offer}"]',
      /without "\$\{"/,
    ],
    [
      'an option that orders need and that has no entry',
      { name: 'billing', options: { ratePlans: {} } },
      'options.ratePlans',
      /^Expected at least one entry, found none: fill it in, or remove it if the step has no orders of type new, add_offer\.$/,
    ],
    ['an expression of Step Functions in a condition', { when: '"{% x %}" = order.country' }, 'when', /without "{%"/],
    ['a substitution in a selection', { select: '$' + "string('$" + "{x}')" }, 'select', /without "\$\{"/],
  ])('rejects %s', (_, changes, path, message) => {
    expect(problemsOf(firstStep({ id: 'first', ...changes }))).toEqual([
      { path: `processOrder[0].${path}`, message: expect.stringMatching(message) },
    ]);
  });

  it.each<[string, JsonObject]>([
    ['has an entry', { ratePlans: { '/offers/Monthly': 'plan-1' } }],
    ['is left out', {}],
    ['is one that no order needs', { note: [] }],
  ])('accepts an option that %s', (_, options) => {
    expect(problemsOf(firstStep({ id: 'first', name: 'billing', options }))).toEqual([]);
  });

  it.each<[string, JsonObject, number, number]>([
    ['longer than the wait', { timeoutSeconds: 60, heartbeatSeconds: 600 }, 60, 600],
    ['as long as the wait', { timeoutSeconds: 60, heartbeatSeconds: 60 }, 60, 60],
    ['as long as the wait is by default', { heartbeatSeconds: 86_400 }, 86_400, 86_400],
  ])('rejects a heartbeat %s', (_, callback, timeout, heartbeat) => {
    expect(problemsOf(firstStep({ waitFor: 'callback', callback }))).toEqual([
      {
        path: 'processOrder[0].callback.heartbeatSeconds',
        message: `Expected less than timeoutSeconds (${timeout}), found ${heartbeat}: lower it, or raise timeoutSeconds.`,
      },
    ]);
  });

  it.each<[string, JsonObject]>([
    ['a heartbeat shorter than the wait', { timeoutSeconds: 60, heartbeatSeconds: 59 }],
    ['a heartbeat shorter than the wait is by default', { heartbeatSeconds: 86_399 }],
    ['the shortest wait without a heartbeat', { timeoutSeconds: 1 }],
  ])('accepts %s', (_, callback) => {
    expect(problemsOf(firstStep({ waitFor: 'callback', callback }))).toEqual([]);
  });

  it('rejects a critical step in post-process', () => {
    const [problem, ...others] = problemsOf(tenantFile({ postProcessOrder: [{ ...callout, critical: true }] }));
    expect(others).toEqual([]);
    expect(problem?.path).toBe('postProcessOrder[0].critical');
    expect(problem?.message).toMatch(/Expected false, found true/);
  });

  it.each<[string, JsonObject]>([
    ['the service of the plugin', { service: 'salesforce' }],
    ['a condition and a selection', { when: "order.country = 'GB'", select: 'order.orderItems[quantity > 1]' }],
    ['text with a dollar, a brace or a percent sign', { options: { recordType: '$5 {50%} off' } }],
  ])('accepts %s', (_, changes) => {
    expect(problemsOf(firstStep(changes))).toEqual([]);
  });
});
