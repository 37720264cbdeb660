import { createHash } from 'node:crypto';
import { mkdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { createBlueprint } from '../../blueprint/blueprint.ts';
import { type BundledFunction, bundleFunctions } from '../../embedded/lambda/bundle-functions.ts';
import { DataFolderInUse, lockDataFolder } from '../../embedded/runtime/data-folder-lock.ts';
import { createGroupOf } from '../../embedded/runtime/function-groups.ts';
import { readTenant } from '../../embedded/runtime/read-tenant.ts';
import { pluginCatalog } from '../../plugins/registry.ts';
import { PACKAGE_ROOT } from '../../project/package-root.ts';

/** A folder for each set of functions, with the bundles and, as systems run, their compiled code. */
const CACHE = join(PACKAGE_ROOT, 'node_modules/.cache/test-functions');

/** Folders that this process has seen to. Whatever changes afterwards, the runtime checks its bundles itself. */
const current = new Map<string, Promise<unknown>>();

/**
 * Gives a data folder the functions of a tenant: a link to those that all test systems share, since bundling and compiling take
 * most of a start.
 *
 * @throws TenantConfigInvalid as the runtime does
 */
export async function linkBundles(
  dataDir: string,
  tenantFile: string,
  sandboxUrl = 'http://127.0.0.1:1',
): Promise<void> {
  const catalog = pluginCatalog();
  const { config } = await readTenant(tenantFile, catalog, { sandboxUrl });
  const blueprint = createBlueprint(config, catalog);
  const groupOf = createGroupOf(blueprint);
  const functions = blueprint.functions.map(({ id, entry }) => ({ id, entry, group: groupOf(id) }));
  const ids = functions.map(({ id, entry, group }) => `${id} ${entry} ${group}`).join('\n');
  const directory = join(CACHE, createHash('sha256').update(ids).digest('hex').slice(0, 16));
  const bundling = current.get(directory) ?? bundleOnce(directory, functions);
  current.set(directory, bundling);
  await bundling;
  const link = join(dataDir, 'functions');
  await mkdir(dataDir, { recursive: true });
  // An earlier system of this folder may have had other functions.
  await rm(link, { recursive: true, force: true });
  await symlink(directory, link);
}

/** Bundles unless the folder is current. Other test processes may be about to do the same: the first one does. */
async function bundleOnce(directory: string, functions: readonly BundledFunction[]): Promise<void> {
  const unlock = await lock(`${directory}.lock`);
  try {
    await bundleFunctions({ root: PACKAGE_ROOT, functions, directory });
  } finally {
    unlock();
  }
}

async function lock(folder: string): Promise<() => void> {
  for (;;) {
    try {
      return await lockDataFolder(folder);
    } catch (error) {
      if (!(error instanceof DataFolderInUse)) throw error;
      await setTimeout(50);
    }
  }
}
