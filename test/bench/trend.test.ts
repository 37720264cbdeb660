import { expect, it } from 'vitest';
import { trendOf } from '../../bench/trend.ts';

const points = (values: readonly number[]) => values.map((value, index) => ({ orders: index * 100, value }));

it.each([
  ['a constant', [300, 300, 300], 0, 0],
  ['a steady growth', [300, 310, 320], 0.1, 20 / 310],
  ['noise around a constant', [300, 320, 300, 280, 300], -0.04, -16 / 300],
  ['one measurement', [300], 0, 0],
])('fits a line through %s', (_what, values, slope, growth) => {
  expect(trendOf(points(values)).slope).toBeCloseTo(slope, 6);
  expect(trendOf(points(values)).growth).toBeCloseTo(growth, 6);
});
