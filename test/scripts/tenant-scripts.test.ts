import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const run = (...args: readonly string[]) => promisify(execFile)(process.execPath, args, { cwd: root });

it('check prints the sequences of a valid file with their versions', async () => {
  const { stdout, stderr } = await run('scripts/check-tenant.ts', 'tenants/demo.json');
  expect(stderr).toBe('');
  expect(stdout).toMatch(/^tenants\/demo\.json: tenant demo, no problems\./);
  expect(stdout).toMatch(/ default {2}[0-9a-f]{12} {2}salesforceV3 → zuora → platformEvents \| \(nothing\)\n/);
  expect(stdout).toMatch(/ trial {4}[0-9a-f]{12} {2}salesforceV3 → platformEvents \| \(nothing\)\n/);
});

it('price prints what an order of each sequence costs', async () => {
  const { stdout, stderr } = await run('scripts/price.ts', 'tenants/demo.json');
  expect(stderr).toBe('');
  expect(stdout).toMatch(/demo default: 3 steps, US dollars per million orders\n/);
  expect(stdout).toMatch(/demo trial: 2 steps, US dollars per million orders\n/);
  expect(stdout.match(/^ {2}Total +\d+\.\d\d$/gm)).toHaveLength(2);
});

it.each(['check-tenant', 'price'])('%s exits with 2 for wrong usage', async (script) => {
  const stderr = expect.stringContaining('-- tenants/<tenant>.json');
  await expect(run(`scripts/${script}.ts`)).rejects.toMatchObject({ code: 2, stdout: '', stderr });
});
