import { expect, it } from 'vitest';
import { keepExecutionsMs } from '../../../embedded/runtime/keep-executions.ts';

const DAY_MS = 86_400_000;

it.each([
  ['P7D', 7],
  ['P90D', 90],
  ['P7Y', 90],
])('keeps executions for process events of %s for %i days', (processEvents, days) => {
  expect(keepExecutionsMs({ processEvents }, new Date('2026-11-28T10:00:00Z'))).toBe(days * DAY_MS);
});
