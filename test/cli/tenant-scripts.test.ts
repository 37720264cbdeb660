import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const run = (...args: readonly string[]) => promisify(execFile)(process.execPath, args, { cwd: root });

it('check prints the sequences of a valid file with their versions', async () => {
  const { stdout, stderr } = await run('cli/main.ts', 'check', 'tenants/demo.json');
  expect(stderr).toBe('');
  expect(stdout).toMatch(/^tenants\/demo\.json: tenant demo, no problems\./);
  expect(stdout).toMatch(/ default {2}[0-9a-f]{12} {2}salesforceV3 → zuora → platformEvents \| \(nothing\)\n/);
  expect(stdout).toMatch(/ trial {4}[0-9a-f]{12} {2}salesforceV3 → platformEvents \| \(nothing\)\n/);
  expect(stdout).toMatch(
    /Secrets that it needs.*\n {2}\/demo\/receiver {2}webhook-sender\n {2}\/demo\/salesforce {2}plugin-/,
  );
  expect(stdout).toMatch(/Warning: .*cannot be deployed to AWS\.\n {2}webhooks\[0\]\.url {2}\{sandbox\}/);
});

it('price prints what an order of each sequence costs, and a month without orders', async () => {
  const { stdout, stderr } = await run('cli/main.ts', 'price', 'tenants/demo.json');
  expect(stderr).toBe('');
  expect(stdout).toMatch(/demo default: 3 steps, US dollars per million orders\n/);
  expect(stdout).toMatch(/demo trial: 2 steps, US dollars per million orders\n/);
  expect(stdout.match(/^ {2}Total +\d+\.\d\d$/gm)).toHaveLength(4);
  expect(stdout).toMatch(/^demo without orders, US dollars a month\n.*Metrics read by alarms +\d+ +\d\.\d\d$/m);
  expect(stdout).toMatch(/^An order that is parked once, in addition$/m);
});

it.each(['check', 'price'])('%s exits with 2 for wrong usage', async (script) => {
  const stderr = expect.stringMatching(/Usage: npm run \S+ -- /);
  await expect(run('cli/main.ts', script)).rejects.toMatchObject({ code: 2, stdout: '', stderr });
});
