import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { onTenantFile } from '../../scripts/on-tenant-file.ts';

const USAGE = 'Usage: npm run look -- tenants/<tenant>.json';

/** Runs a script that prints the tenant of the file. */
async function look(...args: readonly string[]) {
  const [out, err]: [string[], string[]] = [[], []];
  const output = { log: (text: string) => void out.push(text), error: (text: string) => void err.push(text) };
  const code = await onTenantFile(args, USAGE, ({ config, file }) => `${file}: ${config.tenant}`, output);
  return { code, out: out.join('\n'), err: err.join('\n') };
}

describe('a script for a tenant file', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tenant-file-'));
  });
  afterAll(() => rm(folder, { recursive: true }));
  const written = async (name: string, text: string): Promise<string> => {
    const file = join(folder, name);
    await writeFile(file, text);
    return file;
  };

  it('gets the config of a valid file', async () => {
    const file = await written('other.json', JSON.stringify({ tenant: 'other', processOrder: [] }));
    expect(await look(file)).toEqual({ code: 0, out: `${file}: other`, err: '' });
  });

  it('reports every problem of an invalid file', async () => {
    const steps = [{ name: 'zuorra', critical: true }];
    const { code, out, err } = await look(
      await written('Bad.json', JSON.stringify({ tenant: 'Bad', processOrder: steps })),
    );
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(
      /Bad\.json has 2 problems:\n {2}tenant: Expected .*\n {2}processOrder\[0\]\.name: Expected one of/,
    );
  });

  it('rejects a file whose name is not its tenant', async () => {
    const file = await written('mism.json', JSON.stringify({ tenant: 'other', processOrder: [] }));
    const err = expect.stringContaining(
      'tenant: Expected "mism", the name of the file, found "other": rename one of them.',
    );
    expect(await look(file)).toEqual({ code: 1, out: '', err });
  });

  it('reports a file that is not JSON', async () => {
    const err = expect.stringContaining('(file): Expected JSON');
    expect(await look(await written('text.json', 'tenant: acme'))).toEqual({ code: 1, out: '', err });
  });

  it.each(['--help', '-h'])('prints its usage for %s and succeeds', async (option) => {
    expect(await look(option)).toEqual({ code: 0, out: USAGE, err: '' });
  });

  it.each<[string, readonly string[]]>([
    ['no file', []],
    ['two files', ['tenants/demo.json', 'tenants/acme.json']],
    ['a missing file', ['tenants/nobody.json']],
    ['a folder', ['tenants']],
  ])('prints its usage when it is given %s', async (_, files) => {
    expect(await look(...files)).toEqual({ code: 2, out: '', err: expect.stringContaining(USAGE) });
  });
});
