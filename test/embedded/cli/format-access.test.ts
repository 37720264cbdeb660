import { expect, it } from 'vitest';
import { formatAccess } from '../../../embedded/cli/format-access.ts';
import { painter } from '../../../embedded/cli/paint.ts';

const at = new Date(2026, 0, 2, 3, 4, 5);
const format = (method: string, status: number, error?: unknown, path = '/orders') =>
  formatAccess({ at, method, path, status, ms: 45, requestId: 'r', error }, painter(false));

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

it('gives the time of the answer', () => {
  const entry = { at, method: 'POST', path: '/orders', status: 201, ms: 2500, requestId: 'r' };
  expect(formatAccess(entry, painter(false))).toBe('03:04:07  POST /orders  201  2.5 s');
});

it('keeps quiet about reads and tokens, unless they were refused', () => {
  expect(format('GET', 200)).toBeUndefined();
  expect(format('POST', 200, undefined, '/oauth2/token')).toBeUndefined();
  expect(format('POST', 401, undefined, '/oauth2/token')).toBe('03:04:05  POST /oauth2/token  401  45 ms');
});
