import { describe, expect, it } from 'vitest';
import { namePrefixOf } from '../../../blueprint/names.ts';
import { checkTenantConfig, parseTenantConfig } from '../../../core/config/check-tenant-config.ts';
import { applyStage, stagedTenant, stagedText, stageNames, stageOf } from '../../../core/config/stages.ts';
import type { JsonObject } from '../../../core/json.ts';
import { STEPS, tenantFile, testCatalog } from '../test-catalog.ts';

const { crm, billing } = STEPS;

/** Returns a file with a base and stages. */
const withStages = (stages: JsonObject, changes: JsonObject = {}): JsonObject =>
  tenantFile({ processOrder: [crm, billing], ...changes, stages });

const problemsOf = (file: JsonObject, stage?: string, name?: string) =>
  checkTenantConfig(file, testCatalog, name, stage).problems;

describe('a stage of a tenant file', () => {
  it('changes fields, adds fields, and removes those that are null', () => {
    const file = withStages(
      { test: { retention: { orders: 'P1Y' }, timeZone: null, aws: { region: 'eu-west-1' } } },
      { timeZone: 'Europe/London', retention: { processEvents: 'P30D' } },
    );
    const config = parseTenantConfig(JSON.stringify(file), 'acme.json', testCatalog, 'acme', 'test');
    expect(config).toMatchObject({
      tenant: 'acme_TEST',
      retention: { orders: 'P1Y', processEvents: 'P30D' },
      aws: { region: 'eu-west-1' },
    });
    expect(config).not.toHaveProperty('timeZone');
    expect(config).not.toHaveProperty('stages');
  });

  it('replaces a list by a list', () => {
    const { raw } = applyStage(withStages({ test: { processOrder: [billing] } }), 'test');
    expect(raw).toMatchObject({ processOrder: [billing] });
  });

  it('changes and removes entries of a list by their id or name', () => {
    const webhooks = [
      { name: 'erp', url: 'https://erp.example.org' },
      { name: 'crm', url: 'https://crm.example.org' },
    ];
    const file = withStages(
      {
        test: {
          processOrder: { first: { timeoutSeconds: 5, options: { a: null, b: 2 } } },
          overrides: { trial: { processOrder: { billing: { critical: false } } } },
          webhooks: { crm: null, erp: { url: 'https://test.example.org' } },
        },
      },
      {
        processOrder: [{ ...crm, id: 'first', options: { a: 1 } }, billing],
        overrides: [{ name: 'trial', match: { offerType: ['trial'] }, processOrder: [billing] }],
        webhooks,
      },
    );
    expect(applyStage(file, 'test')).toMatchObject({
      problems: [],
      raw: {
        processOrder: [{ id: 'first', timeoutSeconds: 5, options: { b: 2 } }, billing],
        overrides: [{ name: 'trial', processOrder: [{ ...billing, critical: false }] }],
        webhooks: [{ name: 'erp', url: 'https://test.example.org' }],
      },
    });
  });

  it('leaves the file and its other stages as they are', () => {
    const file = withStages({ test: { timeZone: 'Europe/Paris' }, prod: {} });
    const before = structuredClone(file);
    applyStage(file, 'test');
    expect(file).toEqual(before);
    expect(applyStage(file, 'prod').raw).not.toHaveProperty('timeZone');
  });

  it('is a tenant file itself, with which functions are deployed', () => {
    const text = JSON.stringify(withStages({ test: { collisions: 'allow' } }));
    const staged = stagedText(text, 'test');
    expect(parseTenantConfig(staged, 'tenant.json', testCatalog)).toEqual(
      parseTenantConfig(text, 'acme.json', testCatalog, 'acme', 'test'),
    );
    const plain = ' {"tenant": "acme"}\n';
    expect(stagedText(plain, undefined)).toBe(plain);
  });
});

describe('a tenant file is refused', () => {
  const file = withStages({ test: {}, prod: {} });

  it('without the name of a stage, if it has stages', () => {
    expect(problemsOf(file)).toEqual([
      { path: 'stages', message: expect.stringMatching(/test, prod, found none: name one/) },
    ]);
  });

  it('with the name of a stage that it does not have', () => {
    expect(problemsOf(file, 'live')).toMatchObject([
      { path: 'stages', message: expect.stringMatching(/test, prod.*"live"/) },
    ]);
    for (const name of ['constructor', '__proto__'])
      expect(problemsOf(file, name), name).toMatchObject([{ path: 'stages', message: expect.stringContaining(name) }]);
  });

  it('with the name of a stage, if it has no stages', () => {
    expect(problemsOf(tenantFile({}), 'test')).toMatchObject([{ path: 'stages', message: /without stages/ }]);
  });

  it.each<[string, JsonObject, string]>([
    ['a stage within a stage', { test: { stages: { deep: {} } } }, 'stages.test'],
    ['a stage that names its tenant', { test: { tenant: 'other' } }, 'stages.test'],
    ['a stage with capitals', { test: {}, Prod: {} }, 'stages.Prod'],
    ['a stage with a dash', { test: {}, 'pre-prod': {} }, 'stages["pre-prod"]'],
    ['a stage that is no object', { test: {}, prod: 'same' }, 'stages.prod'],
  ])('with %s', (_, stages, path) => {
    expect(problemsOf(withStages(stages), 'test')).toMatchObject([{ path }]);
  });

  it('with stages that name none', () => {
    const problem = {
      path: 'stages',
      message: expect.stringMatching(/^Expected a stage, found none: add one, or remove stages/),
    };
    for (const stage of [undefined, 'test']) expect(problemsOf(withStages({}), stage)).toEqual([problem]);
  });

  it('with a change of an entry that the list does not have', () => {
    expect(problemsOf(withStages({ test: { processOrder: { bilingg: {} } } }), 'test')).toMatchObject([
      { path: 'stages.test.processOrder.bilingg', message: /crm, billing; found "bilingg"/ },
    ]);
  });

  it('with the problems of the changed file, and says in which stage', () => {
    const broken = withStages({ test: { processOrder: { crm: { critical: 'yes' } }, unknown: 1 } });
    const paths = problemsOf(broken, 'test').map(({ path }) => path);
    expect(paths.toSorted()).toEqual(['processOrder[0].critical', 'unknown']);
    expect(() => parseTenantConfig(JSON.stringify(broken), 'acme.json', testCatalog, 'acme', 'test')).toThrow(
      'acme.json, stage test, has 2 problems',
    );
  });

  it('with the name of another tenant, beside the problem of its stages', () => {
    expect(problemsOf(file, undefined, 'other').map(({ path }) => path)).toEqual(['tenant', 'stages']);
  });
});

describe('the name of a stage', () => {
  it('cannot be that of a tenant, nor of a stage of another one', () => {
    const names = [
      ['acme', undefined],
      ['acme', 'prod'],
      ['acme-prod', undefined],
      ['acme', 'test'],
      ['acme-prod', 'test'],
      ['acme--prod', undefined],
    ] as const;
    const staged = names.map(([tenant, stage]) => stagedTenant(tenant, stage));
    expect(new Set(staged).size).toBe(names.length);
    expect(new Set(staged.map(namePrefixOf)).size).toBe(names.length);
    expect(staged.map(stageOf)).toEqual(names.map(([tenant, stage]) => ({ tenant, stage })));
  });

  it('is listed in the order of the file', () => {
    expect(stageNames(withStages({ test: {}, prod: {} }))).toEqual(['test', 'prod']);
    expect([stageNames(tenantFile({})), stageNames([]), stageNames(null)]).toEqual([[], [], []]);
  });
});
