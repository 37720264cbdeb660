import { describe, expect, it } from 'vitest';
import { createRememberedValues } from '../../../lambdas/step-host/remembered-values.ts';

/** Remembered values with a clock that the test moves, and a load that returns a new token each time. */
function memory() {
  let now = 0;
  let loads = 0;
  const values = createRememberedValues(() => now);
  const load = async () => {
    loads += 1;
    return { value: `token-${loads}`, seconds: 60 };
  };
  return { values, load, advance: (ms: number) => (now += ms), loads: () => loads };
}

describe('remembered values', () => {
  it('are loaded once until they expire', async () => {
    const { values, load, advance, loads } = memory();
    expect(await values.remember('a', load)).toBe('token-1');
    advance(59_999);
    expect(await values.remember('a', load)).toBe('token-1');
    advance(1);
    expect(await values.remember('a', load)).toBe('token-2');
    expect(loads()).toBe(2);
  });

  it('are loaded once for concurrent callers, and separately for each key', async () => {
    const { values, load, loads } = memory();
    const same = await Promise.all(Array.from({ length: 10 }, () => values.remember('a', load)));
    expect(new Set(same)).toEqual(new Set(['token-1']));
    expect(await values.remember('b', load)).toBe('token-2');
    expect(loads()).toBe(2);
  });

  it('are loaded again after they were forgotten', async () => {
    const { values, load } = memory();
    await values.remember('a', load);
    values.forget('a');
    values.forget('never known');
    expect(await values.remember('a', load)).toBe('token-2');
  });

  it('are not kept when their load fails: only its own caller gets the error, and waiting callers load themselves', async () => {
    const { values, load } = memory();
    const failing = async () => {
      throw new Error('401');
    };
    const answers = await Promise.allSettled([values.remember('a', failing), values.remember('a', load)]);
    expect(answers).toMatchObject([{ status: 'rejected' }, { status: 'fulfilled', value: 'token-1' }]);
    expect(await values.remember('a', load)).toBe('token-1');
  });

  it('give every waiting caller the error of its own load', async () => {
    const { values } = memory();
    const callers = ['one', 'two', 'three'].map((name) => values.remember('a', () => Promise.reject(new Error(name))));
    const answers = await Promise.allSettled(callers);
    expect(answers.map((answer) => answer.status === 'rejected' && String(answer.reason))).toEqual([
      'Error: one',
      'Error: two',
      'Error: three',
    ]);
  });

  it('stay as they are when a load that was forgotten fails later', async () => {
    const { values, load } = memory();
    let fail = (_: Error) => undefined as unknown;
    const slow = values.remember('a', () => new Promise((_, reject) => (fail = reject)));
    values.forget('a');
    await values.remember('a', load);
    fail(new Error('late'));
    await expect(slow).rejects.toThrow('late');
    expect(await values.remember('a', load)).toBe('token-1');
  });

  it('are listed as texts, so that they can be redacted from records', async () => {
    const { values, load } = memory();
    await values.remember('a', load);
    await values.remember('n', async () => ({ value: 7, seconds: 60 }));
    expect(values.texts()).toEqual(['token-1']);
    values.forget('a');
    expect(values.texts()).toEqual(['token-1']);
  });
});
