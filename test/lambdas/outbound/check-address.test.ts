import type { LookupAddress } from 'node:dns';
import { describe, expect, it } from 'vitest';
import { createCheckedLookup } from '../../../lambdas/outbound/check-address.ts';

const V4 = { address: '8.8.8.8', family: 4 };
const V6 = { address: '2606:4700:4700::1111', family: 6 };

function look(addresses: readonly LookupAddress[], loopback: boolean, all: boolean) {
  let asked = 0;
  const resolve = async () => {
    asked += 1;
    return addresses;
  };
  return new Promise<unknown>((done) => {
    createCheckedLookup(resolve, loopback)('api.example.org', { all }, (error, address, family) =>
      done(error === null ? { address, family, asked } : error.message),
    );
  });
}

describe('createCheckedLookup', () => {
  it('returns exactly the addresses that it checked, and resolves once', async () => {
    expect(await look([V6, V4], false, true)).toEqual({ address: [V6, V4], family: undefined, asked: 1 });
  });

  it('returns the first address when one is requested', async () => {
    expect(await look([V4, V6], false, false)).toEqual({ address: '8.8.8.8', family: 4, asked: 1 });
  });

  it.each(['10.0.0.1', '127.0.0.1', '169.254.169.254', '::1', '::ffff:10.0.0.1', 'fe80::1%eth0'])(
    'refuses a name when one of its addresses is %s',
    async (address) => {
      const found = await look([V4, { address, family: address.includes(':') ? 6 : 4 }], false, true);
      expect(found).toContain(`Expected a public address for api.example.org, found ${address}`);
    },
  );

  it('returns loopback for a name that is listed as loopback', async () => {
    const own = { address: '127.0.0.1', family: 4 };
    expect(await look([own], true, true)).toMatchObject({ address: [own] });
  });

  it('rejects a public address for a name that is listed as loopback', async () => {
    expect(await look([V4], true, true)).toContain('Expected a loopback address');
  });

  it('reports a name without addresses', async () => {
    expect(await look([], false, true)).toBe('api.example.org has no address');
  });
});
