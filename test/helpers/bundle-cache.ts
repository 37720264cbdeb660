import { createHash, randomUUID } from 'node:crypto';
import { cp, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Bundles of functions that an earlier test system made. Making them takes longer than all else of a start; whether they
 * are still those of the sources is for the runtime to say, as at every start.
 */
const CACHE = fileURLToPath(new URL('../../node_modules/.cache/test-functions/', import.meta.url));

/** Gives a new data folder the bundles of an earlier system with such a tenant, if there are any. */
export async function lendBundles(dataDir: string, tenant: object): Promise<void> {
  await cp(folderOf(tenant), join(dataDir, 'functions'), { recursive: true, force: false }).catch(() => undefined);
}

/** Keeps the bundles of a started system for later ones, unless those that are kept are the same. */
export async function keepBundles(dataDir: string, tenant: object): Promise<void> {
  const made = join(dataDir, 'functions');
  const kept = folderOf(tenant);
  if ((await stampOf(made)) === (await stampOf(kept))) return;
  // Other test processes do the same at the same time: whoever is first wins, and a folder is whole when it has its name.
  const own = `${kept}.${randomUUID()}`;
  await cp(made, own, { recursive: true });
  await rm(kept, { recursive: true, force: true });
  await rename(own, kept).catch(() => rm(own, { recursive: true, force: true }));
}

function stampOf(folder: string): Promise<string | undefined> {
  return readFile(join(folder, 'bundles.json'), 'utf8').catch(() => undefined);
}

/** Tenants with the same plugins have the same functions. */
function folderOf(tenant: object): string {
  const plugins = [...new Set(JSON.stringify(tenant).match(/"name":"\w+"/g))].toSorted();
  return join(CACHE, createHash('sha256').update(plugins.join()).digest('hex').slice(0, 16));
}
