import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../core/json.ts';
import { problemsOf, STEPS, tenantFile } from '../test-catalog.ts';

const { crm, billing, callout } = STEPS;
const trial = { name: 'trial', match: { offerType: ['trial'] } };

function override(changes: JsonObject): JsonObject {
  return tenantFile({ overrides: [{ ...trial, ...changes }] });
}

describe('step ids', () => {
  it.each<[string, JsonObject, string]>([
    ['in a phase', tenantFile({ processOrder: [crm, billing, crm] }), 'processOrder[2]'],
    ['over both phases', tenantFile({ postProcessOrder: [callout, { ...callout, id: 'crm' }] }), 'postProcessOrder[1]'],
    ['in a phase of an override', override({ processOrder: [crm, crm] }), 'overrides[0].processOrder[1]'],
    [
      'between a phase of an override and an inherited one',
      override({ processOrder: [callout] }),
      'overrides[0].processOrder[0]',
    ],
    ['of an inserted step', override({ insert: [{ after: 'crm', step: crm }] }), 'overrides[0].insert[0].step'],
  ])('rejects the same id twice %s', (_, file, path) => {
    expect(problemsOf(file)).toEqual([{ path, message: expect.stringMatching(/found "\w+" more than once/) }]);
  });

  it('reports a repeated id of the default sequence once, not for every override that inherits it', () => {
    const file = tenantFile({ processOrder: [crm, crm], overrides: [{ ...trial, exclude: ['callout'] }] });
    expect(problemsOf(file).map(({ path }) => path)).toEqual(['processOrder[1]']);
  });

  it.each<[string, JsonObject]>([
    ['the same plugin twice with different ids', tenantFile({ processOrder: [crm, { ...crm, id: 'crm-again' }] })],
    [
      'an override that replaces the phase of the other id',
      override({ processOrder: [callout], postProcessOrder: [{ ...crm, critical: false }] }),
    ],
    [
      'an inserted step in place of an excluded one',
      override({ exclude: ['billing'], insert: [{ after: 'crm', step: billing }] }),
    ],
  ])('accepts %s', (_, file) => {
    expect(problemsOf(file)).toEqual([]);
  });
});
