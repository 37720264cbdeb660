import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { ProbeResult } from '../../../core/plugin/define-plugin.ts';
import type { Idempotency } from '../../../core/plugin/idempotency.ts';
import { canProbe, idempotencyOf, stepEffectOf } from '../../../core/plugin/step-traits.ts';

const DAY: Idempotency = { forHours: 24, keeps: 'all-answers' };
const options = z.strictObject({ hours: z.number().default(24), statusUrl: z.string().optional() });
const fixed = { effect: { idempotent: DAY }, options };
const byOptions = {
  ...fixed,
  idempotency: ({ hours }: z.output<typeof options>): Idempotency => ({ ...DAY, forHours: hours }),
};

describe('idempotencyOf', () => {
  it('is what the plugin declares, or what the options say', () => {
    expect(idempotencyOf(fixed, { hours: 2 })).toEqual(DAY);
    expect(idempotencyOf(byOptions, { hours: 2 })).toEqual({ ...DAY, forHours: 2 });
    expect(idempotencyOf(byOptions, {})).toEqual(DAY);
  });

  it('is what the plugin declares if the options are invalid, and nothing for an at-most-once plugin', () => {
    expect(idempotencyOf(byOptions, { hours: 'two' })).toEqual(DAY);
    expect(idempotencyOf({ ...byOptions, effect: 'at-most-once' }, {})).toBeUndefined();
  });
});

describe('stepEffectOf', () => {
  it('is the effect without its times', () => {
    expect(stepEffectOf(fixed)).toBe('idempotent');
    expect(stepEffectOf({ effect: 'at-most-once' })).toBe('at-most-once');
  });
});

describe('canProbe', () => {
  const probe = async (): Promise<ProbeResult> => ({ applied: false });
  const withUrl = ({ statusUrl }: z.output<typeof options>) => statusUrl !== undefined;

  it('is true for a plugin with a probe, unless its options say otherwise', () => {
    expect(canProbe({ options }, {})).toBe(false);
    expect(canProbe({ options, probe }, {})).toBe(true);
    expect(canProbe({ options, probe, canProbe: withUrl }, {})).toBe(false);
    expect(canProbe({ options, probe, canProbe: withUrl }, { statusUrl: 'https://example.org' })).toBe(true);
    expect(canProbe({ options, probe, canProbe: withUrl }, { statusUrl: 7 })).toBe(false);
  });
});
