import { afterEach, describe, expect, it, vi } from 'vitest';
import { readEnvironment } from '../../../lambdas/runtime/environment.ts';

afterEach(() => vi.unstubAllEnvs());

describe('readEnvironment', () => {
  it('returns only the requested variables', () => {
    vi.stubEnv('TENANT', 'acme');
    vi.stubEnv('ORDERS_TABLE', 'orders');
    expect(readEnvironment(['tenant', 'table'])).toEqual({ TENANT: 'acme', ORDERS_TABLE: 'orders' });
  });

  it('names every variable that is missing, empty or wrong', () => {
    vi.stubEnv('TENANT', '');
    vi.stubEnv('ORDERS_TABLE', undefined);
    vi.stubEnv('STATE_MACHINE_PREFIX', 'acme-');
    const read = () => readEnvironment(['tenant', 'table', 'stateMachines']);
    expect(read).toThrow(expect.objectContaining({ name: 'EnvironmentInvalid' }));
    expect(read).toThrow(/TENANT: .*ORDERS_TABLE: .*STATE_MACHINE_PREFIX: /);
  });

  it.each([
    [undefined, []],
    ['', []],
    ['127.0.0.1:3100,localhost:80', ['127.0.0.1:3100', 'localhost:80']],
  ])('reads the loopback list %j', (list, expected) => {
    vi.stubEnv('OUTBOUND_LOOPBACK', list);
    expect(readEnvironment(['loopback']).OUTBOUND_LOOPBACK).toEqual(expected);
  });
});
