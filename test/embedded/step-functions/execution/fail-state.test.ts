import { expect, test } from 'vitest';
import { retrySchema } from '../../../../embedded/step-functions/definition/state-schema.ts';
import { retryDelay } from '../../../../embedded/step-functions/execution/fail-state.ts';

const retrier = (fields: object) => retrySchema.parse({ ErrorEquals: ['E'], ...fields });

test.each([
  ['the defaults', {}, [1, 2, 4, 8]],
  ['an interval and a rate', { IntervalSeconds: 3, BackoffRate: 1.5 }, [3, 4.5, 6.75, 10.125]],
  ['a rate of 1', { IntervalSeconds: 5, BackoffRate: 1 }, [5, 5, 5, 5]],
  ['a longest delay', { IntervalSeconds: 3, MaxDelaySeconds: 10 }, [3, 6, 10, 10]],
])('delays grow by %s', (_, fields, expected) => {
  expect([0, 1, 2, 3].map((made) => retryDelay(retrier(fields), made))).toEqual(expected);
});

test('full jitter ranges from zero to the whole delay', () => {
  const jittered = retrier({ IntervalSeconds: 4, JitterStrategy: 'FULL' });
  expect(retryDelay(jittered, 1, () => 0)).toBe(0);
  expect(retryDelay(jittered, 1, () => 0.5)).toBe(4);
  expect(retryDelay(retrier({ IntervalSeconds: 4, JitterStrategy: 'NONE' }), 1, () => 0)).toBe(8);
});
