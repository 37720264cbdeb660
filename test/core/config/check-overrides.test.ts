import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../core/json.ts';
import { problemsOf, STEPS, tenantFile } from '../test-catalog.ts';

const { crm, callout } = STEPS;
const trial = { name: 'trial', match: { offerType: ['trial'] } };
const gift = { name: 'gift', match: { offerType: ['gift'] } };

function override(changes: JsonObject): JsonObject {
  return tenantFile({ overrides: [{ ...trial, ...changes }] });
}

describe('the names of overrides, and the steps they refer to', () => {
  it.each<[string, JsonObject, string, RegExp]>([
    ['the name of the default sequence', override({ name: 'default' }), '[0].name', /other than "default"/],
    ['the name of a service machine', override({ name: 'heal' }), '[0].name', /other than "heal"/],
    [
      'the same name twice',
      tenantFile({ overrides: [trial, { ...gift, name: 'trial' }] }),
      '[1].name',
      /found "trial" again/,
    ],
    [
      'a name that is too long together with that of the tenant',
      { ...override({ name: 'n'.repeat(60) }), tenant: 'a'.repeat(32) },
      '[0].name',
      /at most 80 characters.*found 93/,
    ],
    ['a name that is too long', override({ name: 'n'.repeat(61) }), '[0].name', /at most 59/],
    ['no condition', override({ match: {} }), '[0].match', /an override needs at least one condition/],
    ['an empty condition', override({ match: { orderType: [] } }), '[0].match.orderType', /at least 1/],
    [
      'an unknown order type',
      override({ match: { orderType: ['nwe'] } }),
      '[0].match.orderType[0]',
      /Expected one of "new", /,
    ],
    [
      'an unknown condition',
      override({ match: { orderType: ['new'], country: ['GB'] } }),
      '[0].match.country',
      /Unknown key/,
    ],
    [
      'an exclusion of an unknown step',
      override({ exclude: ['biling'] }),
      '[0].exclude[0]',
      /No step "biling" in this override: choose one of crm, billing, callout/,
    ],
    [
      'an exclusion from a phase that is replaced',
      override({ processOrder: [], exclude: ['crm'] }),
      '[0].exclude[0]',
      /No step "crm".*callout/,
    ],
    [
      'an exclusion where both phases are replaced',
      override({ processOrder: [], postProcessOrder: [], exclude: ['crm'] }),
      '[0].exclude[0]',
      /inherits no step/,
    ],
    [
      'an insertion next to an unknown step',
      override({ insert: [{ before: 'biling', step: { ...crm, id: 'b' } }] }),
      '[0].insert[0].before',
      /No step "biling"/,
    ],
    [
      'an insertion next to an excluded step',
      override({ exclude: ['crm'], insert: [{ after: 'crm', step: { ...crm, id: 'b' } }] }),
      '[0].insert[0].after',
      /No step "crm" in this override: choose one of billing, callout/,
    ],
    [
      'an insertion next to a step that is inserted later',
      override({
        insert: [
          { after: 'b', step: { ...crm, id: 'c' } },
          { after: 'crm', step: { ...crm, id: 'b' } },
        ],
      }),
      '[0].insert[0].after',
      /No step "b"/,
    ],
    [
      'an insertion without a place',
      override({ insert: [{ step: { ...crm, id: 'b' } }] }),
      '[0].insert[0].before',
      /found nothing/,
    ],
    [
      'an insertion at two places',
      override({ insert: [{ before: 'crm', after: 'crm', step: { ...crm, id: 'b' } }] }),
      '[0].insert[0].after',
      /Unknown key/,
    ],
    [
      'a bad option of an inserted step',
      override({ insert: [{ after: 'crm', step: { ...callout, id: 'b', options: { endpoint: 'x' } } }] }),
      '[0].insert[0].step.options.endpoint',
      /Expected a URL/,
    ],
    [
      'a critical step next to a post-process step',
      override({ insert: [{ after: 'callout', step: { ...crm, id: 'b' } }] }),
      '[0].insert[0].step.critical',
      /Expected false, found true/,
    ],
    [
      'a critical step next to an inserted post-process step',
      override({
        insert: [
          { after: 'callout', step: { ...callout, id: 'b' } },
          { after: 'b', step: { ...crm, id: 'c' } },
        ],
      }),
      '[0].insert[1].step.critical',
      /Expected false, found true/,
    ],
  ])('rejects %s', (_, file, path, message) => {
    expect(problemsOf(file)).toEqual([{ path: `overrides${path}`, message: expect.stringMatching(message) }]);
  });

  it.each<[string, JsonObject[]]>([
    [
      'consecutive insertions',
      [
        {
          ...trial,
          insert: [
            { after: 'crm', step: { ...crm, id: 'b' } },
            { before: 'b', step: { ...crm, id: 'c' } },
          ],
        },
      ],
    ],
    [
      'a non-critical insertion in post-process',
      [{ ...trial, insert: [{ after: 'callout', step: { ...callout, id: 'b' } }] }],
    ],
    ['an override without steps', [{ ...trial, processOrder: [], postProcessOrder: [] }]],
  ])('accepts %s', (_, overrides) => {
    expect(problemsOf(tenantFile({ overrides }))).toEqual([]);
  });
});

const overrides = [{ name: 'trial', match: { offerType: ['trial'] } }];

describe('retired sequences', () => {
  it('are no longer in the file', () => {
    expect(problemsOf(tenantFile({ overrides, retiredSequences: ['express', 'gift'] }))).toEqual([]);
  });

  it.each([
    ['the default one', ['default'], 'retiredSequences[0]', /found "default", which is still in use/],
    ['that of an override', ['gift', 'trial'], 'retiredSequences[1]', /found "trial", which is still in use/],
    ['the same one twice', ['gift', 'gift'], 'retiredSequences[1]', /found "gift" again/],
    ['an invalid name', ['*'], 'retiredSequences[0]', /letter/],
  ])('are not %s', (_, retiredSequences, path, message) => {
    expect(problemsOf(tenantFile({ overrides, retiredSequences }))).toEqual([
      { path, message: expect.stringMatching(message) },
    ]);
  });
});
