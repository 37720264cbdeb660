import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createApp } from '../../infra/create-app.ts';
import { featureFlags } from './synth-tenant.ts';
import { blueprint, TENANT_FILE } from './tenant-fixture.ts';

let root: string;
let tenants: string;
let outdir: string;
const create = (context: object) =>
  createApp({
    root,
    tenants,
    app: { outdir, autoSynth: false, context: { ...featureFlags(), ...context } },
  });

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'app-'));
  tenants = join(root, 'tenants');
  outdir = join(root, 'cdk.out');
  await mkdir(tenants);
  // The bundles of the real handlers have their own test.
  for (const { entry } of blueprint().functions) {
    await mkdir(join(root, dirname(entry)), { recursive: true });
    await writeFile(join(root, entry), `export const handler = async (): Promise<string> => '${entry}';`);
  }
  for (const tenant of ['acme', 'fixture'])
    await writeFile(join(tenants, `${tenant}.json`), JSON.stringify({ ...TENANT_FILE, tenant }));
});
afterEach(() => rm(root, { recursive: true }));

// With the rules of CloudFormation and cdk-nag, a synthesis takes seconds of CPU time.
describe('createApp', { timeout: 120_000 }, () => {
  it('deploys a single tenant, with its file in every bundle and without findings', async () => {
    const { app, bundles } = await create({ tenant: 'acme', terminationProtection: 'false' });
    const assembly = app.synth();
    expect(assembly.stacksRecursively.map((stack) => [stack.stackName, stack.terminationProtection])).toEqual([
      ['acme-Stateful', false],
      ['acme-Stateless', false],
    ]);
    expect([...bundles.keys()]).toEqual(blueprint().functions.map(({ id }) => id));
    const files = (await readdir(outdir)).filter((name) => name.startsWith('asset.'));
    expect(files.filter((name) => name.endsWith('.json'))).toHaveLength(blueprint().stateMachines.length);
    const assets = files.filter((name) => !name.endsWith('.json'));
    expect(assets).toHaveLength(bundles.size);
    for (const asset of assets)
      expect(JSON.parse(await readFile(join(outdir, asset, 'tenant.json'), 'utf8'))).toMatchObject({ tenant: 'acme' });
    const findings = JSON.parse(await readFile(join(outdir, 'validation-report.json'), 'utf8'));
    expect(findings.pluginReports).toEqual([]);
  });

  it('deploys every tenant by default, protected', async () => {
    const { stages } = await create({});
    expect(stages.map(({ stageName, stateful }) => [stageName, stateful.terminationProtection])).toEqual([
      ['acme', true],
      ['fixture', true],
    ]);
  });

  it.each([
    [
      'an unknown tenant',
      { tenant: 'nobody' },
      { name: 'UnknownTenant', message: expect.stringContaining('acme, fixture') },
    ],
    [
      'an invalid value',
      { terminationProtection: 'perhaps' },
      { name: 'ContextInvalid', message: expect.stringContaining('terminationProtection') },
    ],
  ])('rejects %s', async (_, context, problem) => {
    await expect(create(context)).rejects.toMatchObject(problem);
  });
});
