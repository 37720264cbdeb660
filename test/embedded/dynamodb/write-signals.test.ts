import { expect, it } from 'vitest';
import { createWriteSignals } from '../../../embedded/dynamodb/write-signals.ts';

const notYet = async () => false;

it('wakes everybody who waits for an item when it is written, and nobody else', async () => {
  const signals = createWriteSignals();
  const woken: string[] = [];
  const first = signals.wait('a', 10_000, notYet).then(() => woken.push('first'));
  const second = signals.wait('a', 10_000, notYet).then(() => woken.push('second'));
  const other = signals.wait('b', 10_000, notYet).then(() => woken.push('other'));
  signals.written('a');
  await Promise.all([first, second]);
  expect(woken.sort()).toEqual(['first', 'second']);
  signals.written('b');
  await other;
});

it('misses no write between the start of the waiting and the answer of what started it', async () => {
  const signals = createWriteSignals();
  await signals.wait('a', 10_000, async () => {
    signals.written('a');
    return false;
  });
});

it('ends when the time has passed, when there is nothing to wait for, and when it fails', async () => {
  const signals = createWriteSignals();
  await signals.wait('a', 5, notYet);
  await signals.wait('a', 10_000, async () => true);
  await expect(signals.wait('a', 10_000, () => Promise.reject(new Error('Refused')))).rejects.toThrow('Refused');
});

it('ends all waiting when it closes, now and later', async () => {
  const signals = createWriteSignals();
  const waiting = signals.wait('a', 10_000, notYet);
  await Promise.resolve();
  signals.close();
  await waiting;
  await signals.wait('a', 10_000, notYet);
  expect(signals.isClosed()).toBe(true);
});
