import { describe, expect, it } from 'vitest';
import { concurrencyProblems } from '../../../infra/limits/concurrency-problems.ts';
import { blueprint, TENANT_FILE } from '../tenant-fixture.ts';

const tenantWith = (reserved: Readonly<Record<string, number>>, accountLimit = 1000) =>
  blueprint({ ...TENANT_FILE, concurrency: { accountLimit, reserved } });

describe('concurrencyProblems', () => {
  it('accepts a tenant that reserves nothing in a new account', () => {
    expect(concurrencyProblems([tenantWith({}, 10)])).toEqual([]);
  });

  it('accepts what leaves 100 of the account, and no more', () => {
    expect(concurrencyProblems([tenantWith({ 'submit-order': 890, sweeper: 10 })])).toEqual([]);
    expect(concurrencyProblems([tenantWith({ 'submit-order': 891, sweeper: 10 })])).toEqual([
      { path: 'concurrency.reserved', message: expect.stringContaining('at most 900 reserved instances, found 901') },
    ]);
    expect(concurrencyProblems([tenantWith({ sweeper: 1 }, 10)])).toMatchObject([{ path: 'concurrency.reserved' }]);
  });

  it('counts all tenants of an account together', () => {
    const half = tenantWith({ 'submit-order': 500 });
    expect(concurrencyProblems([half])).toEqual([]);
    expect(concurrencyProblems([half, half])).toMatchObject([{ path: 'concurrency.reserved' }]);
  });

  it('names a function that the tenant does not have', () => {
    expect(concurrencyProblems([tenantWith({ 'submit-orders': 5 })])).toEqual([
      { path: 'concurrency.reserved.submit-orders', message: expect.stringContaining('submit-order, ') },
    ]);
  });
});
