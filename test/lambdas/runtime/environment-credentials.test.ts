import { afterEach, describe, expect, it, vi } from 'vitest';
import { defaultProvider } from '../../../lambdas/runtime/environment-credentials.ts';

const provide = (environment: Readonly<Record<string, string>>) => {
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'])
    vi.stubEnv(name, environment[name]);
  return defaultProvider()();
};

afterEach(() => vi.unstubAllEnvs());

describe('defaultProvider', () => {
  it('takes the credentials of the role from the environment', async () => {
    const keys = { AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'key' };
    expect(await provide(keys)).toEqual({ accessKeyId: 'id', secretAccessKey: 'key' });
    expect(await provide({ ...keys, AWS_SESSION_TOKEN: 'token' })).toEqual({
      accessKeyId: 'id',
      secretAccessKey: 'key',
      sessionToken: 'token',
    });
  });

  it.each([
    ['neither is', {}],
    ['the secret is not', { AWS_ACCESS_KEY_ID: 'id' }],
    ['the id is empty', { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: 'key' }],
  ])('says what is missing when %s set', async (_, environment) => {
    await expect(provide(environment)).rejects.toMatchObject({
      name: 'CredentialsMissing',
      message: expect.stringContaining('AWS_SECRET_ACCESS_KEY'),
    });
  });
});
