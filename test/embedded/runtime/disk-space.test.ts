import { mkdtemp, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { RouteSpec } from '../../../blueprint/routes/define-route.ts';
import { refuseWithoutSpace } from '../../../embedded/runtime/disk-space.ts';

const SUBMIT: RouteSpec = { method: 'POST', path: '/orders', scope: 'orders:write', function: 'submit-order' };
const READ: RouteSpec = { method: 'GET', path: '/orders', scope: 'orders:read', function: 'read-orders' };

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'space-'));
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
});

it('takes new orders while there is space', () => {
  expect(refuseWithoutSpace(folder, { reserveBytes: 1 })(SUBMIT)).toBeUndefined();
});

it('refuses new orders only, with a problem that says when to try again, and warns once', async () => {
  const warn = vi.spyOn(process, 'emitWarning').mockReturnValue();
  const { blocks, bsize } = await statfs(folder);
  const refuse = refuseWithoutSpace(folder, { reserveBytes: 2 * blocks * bsize, everyMs: 0 });
  expect(refuse(READ)).toBeUndefined();
  for (const _ of [1, 2])
    expect(refuse(SUBMIT)).toMatchObject({
      status: 503,
      headers: { 'content-type': 'application/problem+json', 'retry-after': '30' },
      body: { type: '/problems/service-unavailable', status: 503, detail: expect.stringContaining('no disk space') },
    });
  expect(warn).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('new orders are refused'));
});
