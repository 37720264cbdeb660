import { describe, expect, it } from 'vitest';
import { retentionConfigSchema } from '../../../core/config/retention-config.ts';

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
