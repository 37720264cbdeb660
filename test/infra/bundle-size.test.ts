import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { blueprintOf } from '../../core/blueprint-of.ts';
import { kebabCase } from '../../core/names.ts';
import { bundleFunctions } from '../../infra/bundling/bundle-functions.ts';
import { pluginCatalog, plugins } from '../../plugins/registry.ts';
import { tenantConfig } from './tenant-fixture.ts';

/** What a function may load before its first invocation. */
const LIMIT_BYTES = 450 * 1024;

/**
 * Functions that are over it, with the size that they may not outgrow; docs/decisions/0008-what-a-cold-start-loads.md says
 * why. An entry that is no longer needed fails, so that it goes.
 */
const OVER_THE_LIMIT: Readonly<Record<string, number>> = {
  // The code of every plugin, of which it needs the metadata only.
  'submit-order': 490_000,
};

const directory = await mkdtemp(join(tmpdir(), 'bundle-'));
afterAll(() => rm(directory, { recursive: true }));

const services = blueprintOf(tenantConfig(), pluginCatalog()).functions.filter(({ id }) => !id.startsWith('plugin-'));
const handlers = plugins.map(({ name }) => ({
  id: `plugin-${kebabCase(name)}`,
  entry: `plugins/${kebabCase(name)}/handler.ts`,
}));
const bundles = await bundleFunctions({ root: process.cwd(), functions: [...services, ...handlers], directory });

describe('the bundle that a cold start loads', () => {
  it.each([...services, ...handlers])('of $id is within its limit', ({ id }) => {
    expect(bundles.get(id)?.initBytes).toBeLessThan(OVER_THE_LIMIT[id] ?? LIMIT_BYTES);
  });

  it.each(Object.keys(OVER_THE_LIMIT).filter((id) => bundles.has(id)))(
    'of %s is still over the limit of all others',
    (id) => {
      expect(bundles.get(id)?.initBytes).toBeGreaterThanOrEqual(LIMIT_BYTES);
    },
  );
});
