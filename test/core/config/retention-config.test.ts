import { describe, expect, it } from 'vitest';
import { retentionConfigSchema, retentionCutoff } from '../../../core/config/retention-config.ts';

const problemsOf = (raw: object) =>
  retentionConfigSchema.safeParse(raw).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];

describe('the retention of a tenant', () => {
  it('has defaults', () => {
    expect(retentionConfigSchema.parse({})).toEqual({ orders: 'P7Y', processEvents: 'P90D', deliveries: 'P30D' });
  });

  it.each(['P30D', 'P18M', 'P1Y6M', 'P10Y2M3W4D', 'P52W'])('accepts %s for orders', (orders) => {
    expect(problemsOf({ orders, processEvents: 'P7D', deliveries: 'P1D' })).toEqual([]);
  });

  it.each(['', 'P', '90D', 'PT1H', 'P1DT1H', 'P1D1Y', 'P1.5Y', '-P1Y', 'P99999Y', 'p1y'])('rejects "%s"', (orders) => {
    expect(problemsOf({ orders })).toEqual([expect.stringMatching(/^orders: Expected a duration .*"P90D"/)]);
  });

  it.each([
    [{ orders: 'P29D', processEvents: 'P7D', deliveries: 'P1D' }, 'orders: Expected at least 30 days, found "P29D"'],
    [{ processEvents: 'P6D' }, 'processEvents: Expected at least 7 days, found "P6D"'],
    [{ deliveries: 'P0D' }, 'deliveries: Expected at least 1 days, found "P0D"'],
    [{ orders: 'P60D' }, 'processEvents: Expected no more than the orders are kept (P60D), found "P90D"'],
    [{ orders: 'P30D', processEvents: 'P30D', deliveries: 'P31D' }, 'deliveries: Expected no more than the orders'],
  ])('rejects %j', (raw, problem) => {
    expect(problemsOf(raw)).toEqual([expect.stringContaining(problem)]);
  });
});

describe('retentionCutoff', () => {
  it.each([
    ['P90D', '2026-11-28T10:00:00.000Z', '2026-08-30T10:00:00.000Z'],
    ['P2W', '2026-03-10T10:00:00.000Z', '2026-02-24T10:00:00.000Z'],
    ['P1M', '2026-03-31T10:00:00.000Z', '2026-02-28T10:00:00.000Z'],
    ['P1Y', '2028-02-29T10:00:00.000Z', '2027-02-28T10:00:00.000Z'],
    ['P1Y2M3D', '2026-01-15T00:00:00.000Z', '2024-11-12T00:00:00.000Z'],
  ])('goes back %s from %s to %s', (duration, now, cutoff) => {
    expect(retentionCutoff(duration, new Date(now)).toISOString()).toBe(cutoff);
  });
});
