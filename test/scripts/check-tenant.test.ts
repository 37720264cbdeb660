import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function check(...files: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, ['scripts/check-tenant.ts', ...files], { cwd: root }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

describe('check-tenant', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'check-tenant-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('prints the sequences of a valid file with their versions', async () => {
    const { code, stdout, stderr } = await check('tenants/demo.json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^tenants\/demo\.json: tenant demo, no problems\./);
    expect(stdout).toMatch(/ default {2}[0-9a-f]{12} {2}salesforceV3 → zuora → platformEvents \| \(nothing\)\n/);
    expect(stdout).toMatch(/ trial {4}[0-9a-f]{12} {2}salesforceV3 → platformEvents \| \(nothing\)\n/);
  });

  it('prints every problem of a file that has some', async () => {
    const file = join(folder, 'Bad.json');
    await writeFile(file, JSON.stringify({ tenant: 'Bad', processOrder: [{ name: 'zuorra', critical: true }] }));
    const { code, stdout, stderr } = await check(file);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(
      /Bad\.json has 2 problems:\n {2}tenant: Expected .*\n {2}processOrder\[0\]\.name: Expected one of/,
    );
  });

  it('accepts a file that is called after its tenant, and refuses it under another name', async () => {
    const text = JSON.stringify({ tenant: 'other', processOrder: [] });
    const [right = '', wrong = ''] = ['other.json', 'mism.json'].map((name) => join(folder, name));
    await Promise.all([right, wrong].map((file) => writeFile(file, text)));
    expect(await check(right)).toMatchObject({ code: 0, stderr: '' });
    expect(await check(wrong)).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining(
        'tenant: Expected "mism", as the file is called, found "other": rename one of them.',
      ),
    });
  });

  it('prints what is wrong with a file that is not JSON', async () => {
    const file = join(folder, 'text.json');
    await writeFile(file, 'tenant: acme');
    expect(await check(file)).toMatchObject({ code: 1, stderr: expect.stringContaining('(file): Expected JSON') });
  });

  it('says how it is called for --help, which is no mistake', async () => {
    const { code, stdout, stderr } = await check('--help');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('Usage: npm run check -- tenants/<tenant>.json');
  });

  it.each<[string, readonly string[]]>([
    ['no file', []],
    ['two files', ['tenants/demo.json', 'tenants/acme.json']],
    ['a file that is not there', ['tenants/nobody.json']],
    ['a folder', ['tenants']],
  ])('says how it is called when it is given %s', async (_, files) => {
    const { code, stdout, stderr } = await check(...files);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('Usage: npm run check -- tenants/<tenant>.json');
  });
});
