import { expect, it } from 'vitest';
import { formatAccess } from '../../../embedded/cli/format-access.ts';
import { painter } from '../../../embedded/cli/paint.ts';

const at = new Date(2026, 0, 2, 3, 4, 5);
const format = (method: string, status: number, error?: unknown) =>
  formatAccess({ at, method, path: '/orders', status, ms: 45, requestId: 'r', error }, painter(false));

it.each([
  ['POST', 202, undefined, '03:04:05  POST /orders  202  45 ms'],
  ['GET', 404, undefined, '03:04:05  GET /orders  404  45 ms'],
  ['POST', 500, new TypeError('No.'), '03:04:05  POST /orders  500  45 ms  TypeError: No.'],
  [
    'POST',
    500,
    { ok: false, errorType: 'Sandbox.Timedout', errorMessage: 'Too long.' },
    '03:04:05  POST /orders  500  45 ms  Sandbox.Timedout: Too long.',
  ],
])('writes a %s that gave %i', (method, status, error, line) => {
  expect(format(method, status, error)).toBe(line);
});

it('keeps quiet about a read that succeeded', () => {
  expect(format('GET', 200)).toBeUndefined();
});
