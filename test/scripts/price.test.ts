import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const USAGE = 'Usage: npm run price -- tenants/<tenant>.json';

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function price(...args: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, ['scripts/price.ts', ...args], { cwd: root }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

it('prints what an order of each sequence costs', async () => {
  const { code, stdout, stderr } = await price('tenants/demo.json');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/demo default: 3 steps, US dollars per million orders\n/);
  expect(stdout).toMatch(/demo trial: 2 steps, US dollars per million orders\n/);
  expect(stdout.match(/^ {2}Total +\d+\.\d\d$/gm)).toHaveLength(2);
});

it('says how it is called for --help, which is no mistake', async () => {
  const { code, stdout, stderr } = await price('--help');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain(USAGE);
});

it.each<[string, readonly string[], string]>([
  ['no file', [], ''],
  ['a file that is not there', ['nope'], 'Expected a tenant file, found none at nope: check the path'],
])('refuses %s', async (_, args, message) => {
  const { code, stdout, stderr } = await price(...args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(message);
  expect(stderr).toContain(USAGE);
});

it('prints the problems of a file that has some', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'price-'));
  try {
    const file = join(folder, 'bad.json');
    await writeFile(file, JSON.stringify({ tenant: 'acme', processOrder: [{ name: 'zuorra', critical: true }] }));
    const { code, stdout, stderr } = await price(file);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/processOrder\[0\]\.name: Expected one of .*found "zuorra"/);
  } finally {
    await rm(folder, { recursive: true });
  }
});
