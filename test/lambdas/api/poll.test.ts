import { beforeEach, describe, expect, it } from 'vitest';
import { createPoller, type Poller } from '../../../lambdas/api/poll.ts';

let time = 0;
const clock = {
  now: () => time,
  async sleep(ms: number) {
    time += ms;
  },
};

let poller: Poller;
beforeEach(() => {
  poller = createPoller(clock);
});

/** Waits for something that takes `ms`, and returns when it was polled, from the start of the wait. */
async function pollsOf(ms: number, limitMs = 60_000): Promise<readonly number[]> {
  const started = time;
  const polls: number[] = [];
  await poller.until(started + limitMs, async () => {
    polls.push(Math.round(time - started));
    return time - started >= ms;
  });
  return polls;
}

describe('createPoller', () => {
  it('polls close together at first, then after a quarter of the time', async () => {
    expect(await pollsOf(40)).toEqual([3, 6, 9, 12, 15, 19, 23, 29, 37, 46]);
  });

  it('notices the end of any wait at most a quarter too late, or half a second', async () => {
    for (const ms of [1, 10, 70, 800, 5_000, 24_000]) {
      poller = createPoller(clock);
      const end = (await pollsOf(ms)).at(-1) ?? 0;
      expect(end).toBeLessThanOrEqual(ms + Math.min(500, Math.max(3, ms * 0.25)) + 1);
    }
  });

  it('begins shortly before the shortest of the recent waits ended', async () => {
    await pollsOf(300);
    await pollsOf(100);
    const polls = await pollsOf(100);
    expect(polls[0]).toBeGreaterThan(70);
    expect(polls.length).toBeLessThanOrEqual(4);
  });

  it('finds its way when waits become shorter or longer', async () => {
    for (let wait = 0; wait < 30; wait += 1) await pollsOf(2_000);
    for (let wait = 0; wait < 30; wait += 1) await pollsOf(10);
    expect((await pollsOf(10)).at(-1)).toBeLessThanOrEqual(14);
    for (let wait = 0; wait < 30; wait += 1) await pollsOf(1_000);
    expect((await pollsOf(1_000)).length).toBeLessThanOrEqual(6);
  });

  it('polls once more at the deadline, and not after it', async () => {
    expect((await pollsOf(1_000, 20)).at(-1)).toBe(20);
    expect(await pollsOf(1_000, 0)).toEqual([]);
  });
});
