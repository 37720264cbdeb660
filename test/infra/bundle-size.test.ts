import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createBlueprint } from '../../blueprint/blueprint.ts';
import { tenantConfigSchema } from '../../core/config/tenant-config.ts';
import { kebabCase } from '../../core/names.ts';
import { bundleFunctions } from '../../infra/bundling/bundle-functions.ts';
import { pluginCatalog, plugins } from '../../plugins/registry.ts';
import { tenantConfig } from './tenant-fixture.ts';

/**
 * What a function may load before its first invocation. The plugin for Zuora needs most: each order type, the price of an
 * order and the amounts that Zuora billed are read by every invocation, and rare parts are loaded on demand.
 */
const LIMIT_BYTES = 515 * 1024;

const directory = await mkdtemp(join(tmpdir(), 'bundle-'));
afterAll(() => rm(directory, { recursive: true }));

const services = createBlueprint(tenantConfig(), pluginCatalog()).functions.filter(
  ({ id }) => !id.startsWith('plugin-'),
);
const handlers = plugins.map(({ name }) => ({
  id: `plugin-${kebabCase(name)}`,
  entry: `lambdas/plugin-handlers/${kebabCase(name)}`,
}));
const bundles = await bundleFunctions({ root: process.cwd(), functions: [...services, ...handlers], directory });

describe('the bundle that a cold start loads', () => {
  it.each([...services, ...handlers])('of $id is within its limit', ({ id }) => {
    expect(bundles.get(id)?.initBytes).toBeLessThan(LIMIT_BYTES);
  });
});

describe('the check of tenant files', () => {
  const TEXT = tenantConfigSchema.description ?? '';
  const holdsIt = async (id: string): Promise<boolean> => {
    const { directory: own = '', files = [] } = bundles.get(id) ?? {};
    const texts = await Promise.all(files.map((file) => readFile(join(own, file), 'utf8')));
    return texts.some((text) => text.includes(TEXT));
  };

  it('is part of the one function that compares versions of the config, and of no other: they get a checked config', async () => {
    expect(TEXT).toMatch(/plugin sequences/);
    const ids = [...bundles.keys()];
    const found = await Promise.all(ids.map(holdsIt));
    expect(ids.filter((_, index) => found[index])).toEqual(['describe']);
  });
});
