import { describe, expect, it } from 'vitest';
import { addPeriods, daysBetween } from '../../../sandbox/zuora/calendar.ts';

describe('addPeriods', () => {
  it.each([
    ['2026-03-02', 12, 'Month', '2027-03-02'],
    ['2026-01-31', 1, 'Month', '2026-02-28'],
    ['2024-02-29', 1, 'Year', '2025-02-28'],
    ['2026-12-30', 3, 'Day', '2027-01-02'],
    ['2026-12-30', 1, 'Week', '2027-01-06'],
  ] as const)('adds to %s %i %s', (date, periods, periodType, expected) => {
    expect(addPeriods(date, periods, periodType)).toBe(expected);
  });
});

describe('daysBetween', () => {
  it('counts days over a leap day and below zero', () => {
    expect(daysBetween('2024-02-28', '2024-03-01')).toBe(2);
    expect(daysBetween('2024-03-01', '2024-02-28')).toBe(-2);
  });
});
