import { describe, expect, it } from 'vitest';
import { MAX_WAIT_SECONDS } from '../../../core/config/max-wait.ts';
import { waitDeadline, waitPreference } from '../../../lambdas/api/wait-preference.ts';
import { requestFor } from './submit-order/submit-world.ts';

describe('waitPreference', () => {
  it.each([
    ['wait=10', 10],
    ['Wait = 10', 10],
    ['wait="10"', 10],
    ['respond-async, wait=10', 10],
    ['respond-async,wait=10;note=x, return=minimal', 10],
    ['wait=5, wait=10', 5],
    ['wait=0', 0],
    ['wait=26', MAX_WAIT_SECONDS],
    ['wait=99999999999', MAX_WAIT_SECONDS],
  ])('accepts %s', (prefer, seconds) => {
    expect(waitPreference(requestFor({}, { prefer }), {})).toBe(seconds);
  });

  it.each([
    '',
    'wait',
    'wait=',
    'wait=-1',
    'wait=1.5',
    'wait=ten',
    'wait=10s',
    'wait="10',
    'await=10',
    'respond-async; wait=10',
    'return=minimal',
  ])('ignores %j', (prefer) => {
    expect(waitPreference(requestFor({}, { prefer }), {})).toBe(0);
  });

  it.each([
    [{ process_immediately: true }, {}, MAX_WAIT_SECONDS],
    [{ process_immediately: false }, {}, 0],
    [{ process_immediately: 'true' }, {}, 0],
    [{ process_immediately: true }, { prefer: 'wait=3' }, 3],
    [{ process_immediately: true }, { prefer: 'wait=ten' }, MAX_WAIT_SECONDS],
    [{}, {}, 0],
  ])('reads %j with headers %j as %i seconds', (order, headers, seconds) => {
    expect(waitPreference(requestFor(order, headers), order)).toBe(seconds);
  });
});

describe('waitDeadline', () => {
  it.each([
    ['counts from the arrival of the request', 25, 29_000, 26_000],
    ['leaves time for the response if the function has little', 25, 12_000, 11_000],
    ['ends at once without a wait', 0, 29_000, 1_000],
    ['is in the past if the function has no time left', 25, 500, -500],
  ])('%s', (_, seconds, timeLimitMs, expected) => {
    expect(waitDeadline({ invocation: { startedAt: 1_000, timeLimitMs } }, seconds)).toBe(expected);
  });

  it('counts from now if the function has no time limit', () => {
    const before = performance.now();
    const deadline = waitDeadline({}, 3);
    expect(deadline).toBeGreaterThanOrEqual(before + 3_000);
    expect(deadline).toBeLessThanOrEqual(performance.now() + 3_000);
  });
});
