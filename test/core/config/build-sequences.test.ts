import { describe, expect, it } from 'vitest';
import { buildSequences } from '../../../core/config/build-sequences.ts';
import { tenantConfigSchema } from '../../../core/config/tenant-config.ts';
import type { JsonObject } from '../../../core/json.ts';
import { STEPS, tenantFile, testCatalog } from '../test-catalog.ts';

const { crm, billing, callout } = STEPS;

function sequencesOf(file: JsonObject) {
  return buildSequences(tenantConfigSchema.parse(file), testCatalog);
}

function versionOf(changes: JsonObject = {}): string | undefined {
  return sequencesOf(tenantFile(changes))[0]?.version;
}

describe('buildSequences', () => {
  it('returns the default sequence and one per override, in order', () => {
    const overrides = [
      { name: 'b', match: { orderType: ['new'] } },
      { name: 'a', match: { orderType: ['renew'] } },
    ];
    expect(sequencesOf(tenantFile({ overrides })).map(({ name }) => name)).toEqual(['default', 'b', 'a']);
  });

  it('adds a callback wait only if the step has waitFor, with one day by default', () => {
    const stepOf = (changes: JsonObject) =>
      sequencesOf(tenantFile({ processOrder: [{ ...crm, ...changes }] }))[0]?.steps[0];
    expect(stepOf({})).not.toHaveProperty('callback');
    expect(stepOf({ waitFor: 'callback' })?.callback).toEqual({ timeoutSeconds: 86_400 });
    const callback = { timeoutSeconds: 60, heartbeatSeconds: 20 };
    expect(stepOf({ waitFor: 'callback', callback })?.callback).toEqual(callback);
  });

  it('fills in defaults', () => {
    const [sequence] = sequencesOf(tenantFile());
    const retry = { maxAttempts: 3, intervalSeconds: 1, backoffRate: 2 };
    expect(sequence?.steps).toEqual([
      {
        id: 'crm',
        name: 'crm',
        service: 'salesforce',
        phase: 'process',
        critical: true,
        effect: 'idempotent',
        probes: false,
        compensates: false,
        options: {},
        timeoutSeconds: 30,
        retry,
      },
      {
        id: 'billing',
        name: 'billing',
        service: 'zuora',
        phase: 'process',
        critical: true,
        effect: 'at-most-once',
        probes: true,
        compensates: true,
        options: {},
        timeoutSeconds: 60,
        retry,
      },
      {
        id: 'callout',
        name: 'callout',
        service: 'limio',
        phase: 'postProcess',
        critical: false,
        effect: 'idempotent',
        probes: false,
        compensates: false,
        options: callout.options,
        timeoutSeconds: 30,
        retry,
      },
    ]);
  });

  it('keeps what a step sets', () => {
    const step = {
      id: 'own',
      when: 'true',
      select: 'order',
      timeoutSeconds: 7,
      retry: { maxAttempts: 0, intervalSeconds: 5, backoffRate: 1.5 },
      options: { recordType: 'Customer' },
    };
    expect(sequencesOf(tenantFile({ processOrder: [{ ...crm, ...step }] }))[0]?.steps[0]).toMatchObject(step);
  });

  it('throws for an unknown plugin', () => {
    expect(() => sequencesOf(tenantFile({ processOrder: [{ name: 'crmm', critical: true }] }))).toThrow(
      'Expected step "crmm" to name a known plugin, found "crmm".',
    );
  });
});

describe('the version of a sequence', () => {
  it('is 12 hex digits that do not depend on the order of keys', () => {
    expect(versionOf()).toMatch(/^[0-9a-f]{12}$/);
    const reordered = { critical: true, name: 'crm', options: {} };
    expect(versionOf({ processOrder: [reordered, billing] })).toBe(versionOf());
  });

  it('is the same whether a default is omitted or written out', () => {
    const written = { ...crm, id: 'crm', service: 'salesforce', timeoutSeconds: 30, retry: {} };
    expect(versionOf({ processOrder: [written, billing] })).toBe(versionOf());
  });

  it('does not depend on the overrides or the rest of the file', () => {
    const overrides = [{ name: 'a', match: { orderType: ['new'] } }];
    expect(versionOf({ overrides, outbound: { allowedHosts: [] } })).toBe(versionOf());
  });

  it.each<[string, JsonObject]>([
    ['another order of the steps', { processOrder: [billing, crm] }],
    ['one step fewer', { processOrder: [crm] }],
    ['a step in the other phase', { processOrder: [crm, billing, callout], postProcessOrder: [] }],
    ['another option', { processOrder: [{ ...crm, options: { recordType: 'x' } }, billing] }],
    ['another condition', { processOrder: [{ ...crm, when: 'true' }, billing] }],
    ['another id', { processOrder: [{ ...crm, id: 'x' }, billing] }],
    ['a step that is no longer critical', { processOrder: [{ ...crm, critical: false }, billing] }],
    ['another timeout', { processOrder: [{ ...crm, timeoutSeconds: 31 }, billing] }],
    ['another retry', { processOrder: [{ ...crm, retry: { maxAttempts: 4 } }, billing] }],
  ])('changes with %s', (_, changes) => {
    expect(versionOf(changes)).not.toBe(versionOf());
  });
});
