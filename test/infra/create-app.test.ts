import { existsSync } from 'node:fs';
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

const allFunctions = () => [...blueprint().functions, ...blueprint().identityFunctions];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'app-'));
  tenants = join(root, 'tenants');
  outdir = join(root, 'cdk.out');
  await mkdir(tenants);
  // The bundles of the real handlers have their own test.
  for (const { entry } of allFunctions()) {
    await mkdir(join(root, dirname(entry)), { recursive: true });
    await writeFile(join(root, `${entry}.ts`), `export const handler = async (): Promise<string> => '${entry}';`);
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
    expect([...bundles.keys()]).toEqual(allFunctions().map(({ id }) => id));
    const files = (await readdir(outdir)).filter((name) => name.startsWith('asset.'));
    expect(files.filter((name) => name.endsWith('.json'))).toHaveLength(blueprint().stateMachines.length);
    const assets = files.filter((name) => !name.endsWith('.json'));
    expect(assets).toHaveLength(bundles.size);
    for (const asset of assets)
      expect(JSON.parse(await readFile(join(outdir, asset, 'tenant.json'), 'utf8'))).toMatchObject({ tenant: 'acme' });
    const withConsole = assets.filter((asset) => existsSync(join(outdir, asset, 'console', 'index.html')));
    expect(withConsole).toHaveLength(1);
    const findings = JSON.parse(await readFile(join(outdir, 'validation-report.json'), 'utf8'));
    expect(findings.pluginReports).toEqual([]);
  });

  it('refuses to deploy a tenant with endpoints of one machine, and no other', async () => {
    const webhook = { name: 'own', url: 'http://{sandbox}/own', events: ['order.completed'], signingSecret: 'own' };
    await writeFile(
      join(tenants, 'fixture.json'),
      JSON.stringify({ ...TENANT_FILE, tenant: 'fixture', webhooks: [webhook] }),
    );
    const { stages } = await create({});
    const errors = stages.map(({ stageName, stateful, stateless }) => [
      stageName,
      ...[stateful, stateless].map(
        (stack) => stack.node.metadata.filter(({ type }) => type === 'aws:cdk:error').length,
      ),
    ]);
    expect(errors).toEqual([
      ['acme', 0, 0],
      ['fixture', 1, 1],
    ]);
    expect(JSON.stringify(stages[1]?.stateless.node.metadata)).toContain('webhooks[0].url ({sandbox})');
  });

  it('deploys every tenant by default, protected', async () => {
    const { stages } = await create({});
    expect(stages.map(({ stageName, stateful }) => [stageName, stateful.terminationProtection])).toEqual([
      ['acme', true],
      ['fixture', true],
    ]);
  });

  describe('with stages', () => {
    const stages = {
      test: { aws: { account: '111111111111', region: 'eu-west-1' } },
      prod: { aws: { account: '222222222222', region: 'eu-west-1' }, webhooks: [] },
    };
    beforeEach(() => writeFile(join(tenants, 'acme.json'), JSON.stringify({ ...TENANT_FILE, tenant: 'acme', stages })));

    it('deploys the stage that is named, with its own file in every bundle', async () => {
      const { stages: created } = await create({ tenant: 'acme', stage: 'prod' });
      const stacks = created.flatMap(({ stateful, stateless }) => [stateful, stateless]);
      expect(stacks.map(({ account, stackName }) => [stackName, account])).toEqual([
        ['acme-PROD-Stateful', '222222222222'],
        ['acme-PROD-Stateless', '222222222222'],
      ]);
      const assets = (await readdir(outdir)).filter((name) => /^asset\.[0-9a-f]+$/.test(name));
      expect(assets).toHaveLength(allFunctions().length);
      for (const asset of assets) {
        const file = JSON.parse(await readFile(join(outdir, asset, 'tenant.json'), 'utf8'));
        expect(file).toMatchObject({ tenant: 'acme_PROD', webhooks: [] });
        expect(file).not.toHaveProperty('stages');
        const config = JSON.parse(await readFile(join(outdir, asset, 'config.json'), 'utf8'));
        expect(config).toMatchObject({ tenant: 'acme_PROD', webhooks: [], collisions: 'queue' });
        expect(config).not.toHaveProperty('stages');
      }
    });

    it('synthesizes every stage of every tenant by default', async () => {
      const { stages: created } = await create({});
      expect(created.map(({ stageName }) => stageName)).toEqual(['acme_TEST', 'acme_PROD', 'fixture']);
    });

    it.each([
      ['no stage', { tenant: 'acme' }, 'TenantConfigInvalid', /one of the stages test, prod, found none/],
      ['an unknown stage', { tenant: 'acme', stage: 'live' }, 'TenantConfigInvalid', /found "live"/],
      [
        'a stage of a tenant without any',
        { tenant: 'fixture', stage: 'prod' },
        'TenantConfigInvalid',
        /without stages/,
      ],
      ['a stage of no tenant', { stage: 'prod' }, 'ContextInvalid', /a stage without a tenant/],
    ])('rejects %s', async (_, context, name, message) => {
      await expect(create(context)).rejects.toMatchObject({ name, message: expect.stringMatching(message) });
    });

    it('rejects a host name that stages have from their file', async () => {
      const certificateArn = 'arn:aws:acm:eu-west-1:111111111111:certificate/11111111-2222-3333-4444-555555555555';
      const aws = { customDomain: { name: 'orders.example.org', certificateArn } };
      const withStages = (test: object) => ({ ...TENANT_FILE, tenant: 'acme', aws, stages: { test, prod: {} } });
      await writeFile(join(tenants, 'acme.json'), JSON.stringify(withStages({})));
      await expect(create({})).rejects.toMatchObject({
        name: 'TenantConfigInvalid',
        message: expect.stringContaining('"orders.example.org" for acme_TEST and acme_PROD: give each its own.'),
      });
      await writeFile(join(tenants, 'acme.json'), JSON.stringify(withStages({ aws: { customDomain: null } })));
      await expect(create({})).resolves.toBeDefined();
    });

    it('adds up the reserved concurrency of an account, not of all', async () => {
      const concurrency = { accountLimit: 1000, reserved: { 'submit-order': 500 } };
      const write = (where: object) =>
        writeFile(
          join(tenants, 'acme.json'),
          JSON.stringify({ ...TENANT_FILE, tenant: 'acme', concurrency, stages: where }),
        );
      await write({ test: stages.test, prod: stages.prod });
      await expect(create({})).resolves.toBeDefined();
      await write({ test: stages.test, prod: stages.test });
      await expect(create({})).rejects.toMatchObject({ message: expect.stringContaining('1000') });
    });
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
