import { describe, expect, it } from 'vitest';
import { buildSequences } from '../../../core/config/build-sequences.ts';
import { durationSeconds } from '../../../core/config/duration.ts';
import { tenantConfigSchema } from '../../../core/config/tenant-config.ts';
import type { JsonObject } from '../../../core/json.ts';
import { problemsOf, STEPS, tenantFile, testCatalog } from '../test-catalog.ts';

function stepsOf(changes: JsonObject) {
  const [sequence] = buildSequences(tenantConfigSchema.parse(tenantFile(changes)), testCatalog);
  return new Map((sequence?.steps ?? []).map((step) => [step.id, step]));
}

describe('a duration', () => {
  it.each([
    ['PT0S', 0],
    ['PT4H', 14_400],
    ['P1DT12H', 129_600],
    ['P2W', 1_209_600],
    ['PT1H30M5S', 5_405],
  ])('%s is read', (text, seconds) => expect(durationSeconds(text)).toBe(seconds));

  it.each(['', 'P', 'PT', '4H', 'P1Y', 'P1M', 'PT-1H', 'PT1.5H', 'pt4h', '1 hour'])('%s is refused', (text) => {
    expect(durationSeconds(text)).toBeUndefined();
    expect(problemsOf(tenantFile({ patience: text })).map(({ path }) => path)).toEqual(['patience']);
  });
});

describe('patience', () => {
  it('is none by default: steps are as without it', () => {
    for (const step of stepsOf({}).values()) {
      expect(step).not.toHaveProperty('patience');
      expect(step.retry.maxAttempts).toBe(3);
    }
    expect(stepsOf({ patience: 'PT0S' })).toEqual(stepsOf({}));
  });

  it('of the tenant applies to critical and post-process steps that have a connection', () => {
    const steps = stepsOf({
      patience: 'PT4H',
      processOrder: [STEPS.crm, STEPS.billing, { ...STEPS.callout, id: 'early' }],
    });
    expect(steps.get('crm')).toMatchObject({
      patience: { connection: 'crm', seconds: 14_400 },
      retry: { maxAttempts: 1 },
    });
    expect(steps.get('callout')?.patience).toEqual({ connection: 'warehouse.example.org', seconds: 14_400 });
    // Non-critical, in the process phase.
    expect(steps.get('early')?.patience).toBeUndefined();
    // Without a connection.
    expect(steps.get('billing')?.patience).toBeUndefined();
  });

  it('of the step counts before that of the connection, and that before the tenant’s', () => {
    const connections = { crm: { patience: 'PT1H' } };
    expect(stepsOf({ patience: 'PT4H', connections }).get('crm')?.patience?.seconds).toBe(3_600);
    const processOrder = [{ ...STEPS.crm, patience: 'PT5M', retry: { maxAttempts: 4 } }];
    const own = stepsOf({ patience: 'PT4H', connections, processOrder }).get('crm');
    expect(own).toMatchObject({ patience: { seconds: 300 }, retry: { maxAttempts: 4 } });
    expect(stepsOf({ patience: 'PT4H', processOrder: [{ ...STEPS.crm, patience: 'PT0S' }] }).get('crm')).toEqual(
      stepsOf({}).get('crm'),
    );
    expect(
      stepsOf({ processOrder: [{ ...STEPS.callout, patience: 'PT5M' }], postProcessOrder: [] }).get('callout')?.patience
        ?.seconds,
    ).toBe(300);
  });

  it('is at most 30 days', () => {
    expect(problemsOf(tenantFile({ patience: 'P30D' }))).toEqual([]);
    expect(problemsOf(tenantFile({ patience: 'P31D' }))).toHaveLength(1);
  });
});
