import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CheckedTenantFile, onTenantFile } from '../../cli/on-tenant-file.ts';

const USAGE = 'Usage: npm run look -- tenants/<tenant>.json';
const NOTHING_GIVEN = `Expected a tenant or a tenant file, found none.\n\n${USAGE}`;

/** Runs a script that prints the tenant of the file. */
async function look(...args: readonly string[]) {
  const [out, err]: [string[], string[]] = [[], []];
  const terminal = { print: (text: string) => void out.push(text), printError: (text: string) => void err.push(text) };
  const act = ({ config, file }: CheckedTenantFile) => `${file}: ${config.tenant}`;
  const code = await onTenantFile(args, terminal, { usage: USAGE, act });
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

  it('takes several files and names of tenants, and exits with the worst code', async () => {
    const out = 'tenants/demo.json: demo\ntenants/acme.json: acme';
    expect(await look('demo', 'tenants/acme.json')).toEqual({ code: 0, out, err: '' });
    expect(await look('tenants/demo.json', 'tenants/order-processing.schema.json', 'acme')).toMatchObject({
      code: 0,
      out,
    });
    const bad = await written(
      'worse.json',
      JSON.stringify({ tenant: 'worse', processOrder: [{ name: 'x', critical: true }] }),
    );
    expect(await look('demo', bad, 'acme')).toMatchObject({ code: 1, out, err: expect.stringContaining('worse.json') });
    expect(await look('demo', 'nobody', bad, 'acme')).toMatchObject({ code: 2, out });
  });

  it('takes every stage of a file, or the one that is named', async () => {
    const steps = {
      callout: { name: 'calloutPlugin', critical: true, options: { endpoint: 'https://erp.example.org' } },
    };
    const file = await written(
      'staged.json',
      JSON.stringify({
        tenant: 'staged',
        processOrder: [steps.callout],
        stages: { test: {}, prod: {}, bad: { processOrder: { calloutPlugin: { critical: 1 } } } },
      }),
    );
    expect(await look(file, '--stage', 'prod')).toEqual({ code: 0, out: `${file}, stage prod: staged_PROD`, err: '' });
    expect(await look(file)).toEqual({
      code: 1,
      out: `${file}, stage test: staged_TEST\n${file}, stage prod: staged_PROD`,
      err: expect.stringContaining('staged.json, stage bad, has a problem'),
    });
    expect(await look(file, '--stage', 'live')).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringContaining('"live"'),
    });
    expect(await look('demo', '--stage', 'test')).toMatchObject({
      code: 1,
      err: expect.stringContaining('without stages'),
    });
    await expect(look(file, '--stge', 'prod')).rejects.toThrow(`Unknown option '--stge'.\n\n${USAGE}`);
    await expect(look('--stage', 'prod')).rejects.toMatchObject({ name: 'UsageError', message: NOTHING_GIVEN });
  });

  it.each(['--help', '-h'])('prints its usage for %s', async (option) => {
    await expect(look(option)).rejects.toMatchObject({ name: 'HelpRequested', message: USAGE });
  });

  it('says that no file is given, and prints its usage', async () => {
    await expect(look()).rejects.toMatchObject({ name: 'UsageError', message: NOTHING_GIVEN });
  });

  it.each<[string, readonly string[]]>([
    ['a missing file', ['tenants/nobody.json']],
    ['a folder', ['tenants']],
  ])('says so when it is given %s', async (_, files) => {
    expect(await look(...files)).toEqual({
      code: 2,
      out: '',
      err: expect.stringContaining('There is no tenant file at'),
    });
  });
});
