import { expect, it } from 'vitest';
import { isBusy, retryAfter } from '../../../core/plugin/retry-after.ts';

const now = new Date('2026-03-02T09:30:00.000Z');
const reply = (status: number, header?: string) => ({
  status,
  headers: header === undefined ? {} : { 'retry-after': header },
  body: null,
});

it.each([
  ['7', 7],
  [' 0 ', 0],
  ['Mon, 02 Mar 2026 09:31:30 GMT', 90],
  ['Mon, 02 Mar 2026 09:29:00 GMT', 0],
  ['soon', undefined],
  ['', undefined],
  [undefined, undefined],
])('reads Retry-After %j as %j seconds', (header, seconds) => {
  expect(retryAfter(reply(429, header), now).retryAfterSeconds).toBe(seconds);
});

it('counts 429 and 503 as busy, and nothing else', () => {
  const statuses = [200, 400, 401, 409, 429, 500, 502, 503, 504];
  expect(statuses.filter((status) => isBusy(reply(status)))).toEqual([429, 503]);
});
