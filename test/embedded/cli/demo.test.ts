import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

it('runs one order from start to stop and leaves nothing behind', { timeout: 60_000 }, async () => {
  const temporary = await mkdtemp(join(tmpdir(), 'demo-'));
  const env = { PATH: process.env.PATH, TMPDIR: temporary };
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ['cli/main.ts', 'demo'], { env });
  expect(stderr).toBe('');
  expect(stdout).toMatch(/^Ready: http.*\n\nOrder order-[0-9a-f]{32}\n/);
  expect(stdout).toMatch(
    /\n {2}✓ salesforceV3 .*\n {2}✓ zuora .*\n {2}✓ platformEvents .*\nComplete\n {2}Zuora: collected 17\.50 GBP\n/,
  );
  expect(await readdir(temporary)).toEqual([]);
  await rm(temporary, { recursive: true });
});

it('accepts no other arguments', async () => {
  const run = promisify(execFile)(process.execPath, ['cli/main.ts', 'demo', 'order.json']);
  await expect(run).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('npm run demo') });
});
