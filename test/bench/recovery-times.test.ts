import { expect, it } from 'vitest';
import { type ProcessEvent, recoveryOf } from '../../bench/recovery-times.ts';

const KILL = Date.parse('2026-11-30T10:00:00.000Z');
const RESTART = { killedAt: KILL, startedAt: KILL + 100 };

const at = (ms: number): string => new Date(KILL + ms).toISOString();
const event = (finished: number | null, ...steps: readonly (readonly number[])[]): ProcessEvent => ({
  finished: finished === null ? null : at(finished),
  plugins: steps.map((attempts) => ({ attempts: attempts.map((ms) => ({ startedAt: at(ms) })) })),
});

it.each([
  [
    'an order that was between two steps',
    event(900, [-300], [700]),
    { inStep: false, triedAgainMs: 600, endedMs: 800 },
  ],
  [
    'an order whose step was interrupted',
    event(900, [-300, 500], [700]),
    { inStep: true, triedAgainMs: 400, endedMs: 800 },
  ],
  ['an order that only had to end', event(400, [-300], [-100]), { inStep: false, triedAgainMs: 300, endedMs: 300 }],
  ['an order that had no attempt yet', event(900, [500], [700]), { inStep: false, triedAgainMs: 400, endedMs: 800 }],
])('measures %s from the start of the next process', (_what, given, expected) => {
  expect(recoveryOf(given, RESTART)).toEqual(expected);
});

it('leaves out an order that had ended before the kill, and one that has not ended', () => {
  expect(recoveryOf(event(-50, [-300], [-100]), RESTART)).toBeUndefined();
  expect(recoveryOf(event(null, [-300, 500]), RESTART)).toBeUndefined();
});
