import type { Context } from 'aws-lambda';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { lazily } from '../../../lambdas/runtime/lazily.ts';

const context = {} as Context;

afterEach(() => vi.unstubAllEnvs());

describe('lazily', () => {
  it('composes once, on the first invocation, even for concurrent invocations', async () => {
    let composed = 0;
    const handler = lazily(async () => {
      composed += 1;
      return async (event: number) => event * 2;
    });
    expect(composed).toBe(0);
    expect(await Promise.all([1, 2, 3].map((event) => handler(event, context)))).toEqual([2, 4, 6]);
    expect(await handler(4, context)).toBe(8);
    expect(composed).toBe(1);
  });

  it.each([
    ['throws', false],
    ['rejects', true],
  ])('composes again after a composition that %s', async (_, late) => {
    let composed = 0;
    const handler = lazily(() => {
      composed += 1;
      const error = new Error('no config file');
      if (composed === 1 && late) return Promise.reject(error);
      if (composed === 1) throw error;
      return async () => 'answer';
    });
    await expect(handler({}, context)).rejects.toThrow('no config file');
    expect(await handler({}, context)).toBe('answer');
    expect(composed).toBe(2);
  });

  it('composes before the first invocation when asked, and does not report a failure before it', async () => {
    let composed = 0;
    const handler = lazily(async () => {
      composed += 1;
      if (composed === 1) throw new Error('no config file');
      return async () => 'answer';
    });
    handler.compose();
    await expect.poll(() => composed).toBe(1);
    handler.compose();
    handler.compose();
    expect(await handler({}, context)).toBe('answer');
    expect(composed).toBe(2);
  });

  it('keeps the composition when the handler itself fails', async () => {
    let composed = 0;
    const handler = lazily(() => {
      composed += 1;
      return async () => Promise.reject(new Error('bad order'));
    });
    await expect(handler({}, context)).rejects.toThrow('bad order');
    await expect(handler({}, context)).rejects.toThrow('bad order');
    expect(composed).toBe(1);
  });

  it('composes as soon as it is loaded in a function', async () => {
    vi.stubEnv('AWS_LAMBDA_INITIALIZATION_TYPE', 'on-demand');
    let composed = 0;
    const handler = lazily(() => {
      composed += 1;
      return async () => 'answer';
    });
    await Promise.resolve();
    expect(composed).toBe(1);
    expect(await handler({}, context)).toBe('answer');
    expect(composed).toBe(1);
  });

  it('leaves it to an invocation to report a composition that failed when it was loaded', async () => {
    vi.stubEnv('AWS_LAMBDA_INITIALIZATION_TYPE', 'on-demand');
    let composed = 0;
    const handler = lazily(() => {
      composed += 1;
      throw new Error(`no config file ${composed}`);
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(composed).toBe(1);
    await expect(handler({}, context)).rejects.toThrow('no config file 2');
  });
});
