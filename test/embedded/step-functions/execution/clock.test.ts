import { expect, onTestFinished, test, vi } from 'vitest';
import { createClock, createTimers } from '../../../../embedded/step-functions/execution/clock.ts';

function fakeTime() {
  vi.useFakeTimers({ now: 1_000_000 });
  onTestFinished(() => void vi.useRealTimers());
  const fired: string[] = [];
  const timers = createTimers<string>();
  return { fired, timers, set: (key: string, dueAt: number) => timers.set(key, dueAt, () => fired.push(key)) };
}

const year = 365 * 24 * 60 * 60 * 1000;

test('a timer of a year fires in a year and not before', () => {
  const { fired, set } = fakeTime();
  set('year', Date.now() + year);
  vi.advanceTimersByTime(year - 1);
  expect(fired).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(fired).toEqual(['year']);
});

test('a timer in the past fires at once', () => {
  const { fired, set } = fakeTime();
  set('past', Date.now() - year);
  vi.advanceTimersByTime(0);
  expect(fired).toEqual(['past']);
});

test('setting a key again replaces its timer, and clearing removes it', () => {
  const { fired, timers, set } = fakeTime();
  set('a', Date.now() + 10);
  set('a', Date.now() + 20);
  set('b', Date.now() + 10);
  set('c', Date.now() + 10);
  timers.clear('b');
  vi.advanceTimersByTime(15);
  expect(fired).toEqual(['c']);
  timers.clearAll();
  vi.advanceTimersByTime(year);
  expect(fired).toEqual(['c']);
  expect(vi.getTimerCount()).toBe(0);
});

test('the time scale divides durations', () => {
  fakeTime();
  const clock = createClock(10);
  expect(clock.after(5) - clock.now()).toBe(500);
});
