import { expect, it, vi } from 'vitest';
import { rememberVerified } from '../../../embedded/oidc/verified-tokens.ts';

const SECOND = 1_000;

it('verifies a token once while it is valid, and again when it has expired', async () => {
  let now = 0;
  const verify = vi.fn(async (token: string) => ({ sub: token, exp: 60 }));
  const remembered = rememberVerified(verify, { now: () => now });
  for (const seconds of [0, 59]) {
    now = seconds * SECOND;
    expect(await remembered('one', undefined)).toEqual({ sub: 'one', exp: 60 });
  }
  expect(verify).toHaveBeenCalledTimes(1);
  now = 60 * SECOND;
  verify.mockRejectedValueOnce(new Error('expired'));
  await expect(remembered('one', undefined)).rejects.toThrow('expired');
  expect(verify).toHaveBeenCalledTimes(2);
});

it('tells tokens apart, and remembers no token that was rejected', async () => {
  const verify = vi.fn(async (token: string) => {
    if (token === 'forged') throw new Error('invalid signature');
    return { sub: token, exp: 60 };
  });
  const remembered = rememberVerified(verify, { now: () => 0 });
  expect(await remembered('one', undefined)).toMatchObject({ sub: 'one' });
  expect(await remembered('two', undefined)).toMatchObject({ sub: 'two' });
  for (let turn = 0; turn < 2; turn += 1)
    await expect(remembered('forged', undefined)).rejects.toThrow('invalid signature');
  expect(verify).toHaveBeenCalledTimes(4);
});

it('does not remember a token without an expiry, and holds a limited number', async () => {
  const verify = vi.fn(async (token: string) => (token === 'endless' ? {} : { exp: 60 }));
  const remembered = rememberVerified(verify, { now: () => 0 });
  await remembered('endless', undefined);
  await remembered('endless', undefined);
  expect(verify).toHaveBeenCalledTimes(2);
  for (let n = 0; n < 1_001; n += 1) await remembered(`token-${n}`, undefined);
  await remembered('token-0', undefined);
  expect(verify).toHaveBeenCalledTimes(1_004);
});

it('verifies every token again when the keys change', async () => {
  let keys = 'one';
  const verify = vi.fn(async (token: string) => ({ sub: token, exp: 60 }));
  const remembered = rememberVerified(verify, { keys: async () => keys, now: () => 0 });
  await remembered('token', undefined);
  await remembered('token', undefined);
  expect(verify).toHaveBeenCalledTimes(1);
  keys = 'one two';
  await remembered('token', undefined);
  expect(verify).toHaveBeenCalledTimes(2);
  keys = 'two';
  verify.mockRejectedValueOnce(new Error('no such key'));
  await expect(remembered('token', undefined)).rejects.toThrow('no such key');
});
