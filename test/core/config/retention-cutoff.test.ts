import { expect, it } from 'vitest';
import { retentionCutoff } from '../../../core/config/retention-cutoff.ts';

it.each([
  ['P90D', '2026-11-28T10:00:00.000Z', '2026-08-30T10:00:00.000Z'],
  ['P2W', '2026-03-10T10:00:00.000Z', '2026-02-24T10:00:00.000Z'],
  ['P1M', '2026-03-31T10:00:00.000Z', '2026-02-28T10:00:00.000Z'],
  ['P1Y', '2028-02-29T10:00:00.000Z', '2027-02-28T10:00:00.000Z'],
  ['P1Y2M3D', '2026-01-15T00:00:00.000Z', '2024-11-12T00:00:00.000Z'],
])('goes back %s from %s to %s', (duration, now, cutoff) => {
  expect(retentionCutoff(duration, new Date(now)).toISOString()).toBe(cutoff);
});
