import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { blueprintOf } from '../../core/blueprint.ts';
import { kebabCase } from '../../core/names.ts';
import { bundleFunctions } from '../../infra/bundling/bundle-functions.ts';
import { pluginCatalog, plugins } from '../../plugins/registry.ts';
import { tenantConfig } from './tenant-fixture.ts';

/** What a function may load before its first invocation. */
const LIMIT_BYTES = 450 * 1024;

it(`lets every function and every plugin load less than ${LIMIT_BYTES} bytes at a cold start`, async () => {
  const services = blueprintOf(tenantConfig(), pluginCatalog()).functions.filter(({ id }) => !id.startsWith('plugin-'));
  const handlers = plugins.map(({ name }) => ({
    id: `plugin-${kebabCase(name)}`,
    entry: `plugins/${kebabCase(name)}/handler.ts`,
  }));
  const directory = await mkdtemp(join(tmpdir(), 'bundle-'));
  try {
    const bundles = await bundleFunctions({ root: process.cwd(), functions: [...services, ...handlers], directory });
    const tooBig = [...bundles].filter(([, { initBytes }]) => initBytes >= LIMIT_BYTES);
    expect(tooBig.map(([id, { initBytes }]) => `${id}: ${initBytes}`)).toEqual([]);
    expect(bundles.size).toBe(services.length + plugins.length);
  } finally {
    await rm(directory, { recursive: true });
  }
});
