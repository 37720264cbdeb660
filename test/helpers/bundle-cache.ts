import { createHash, randomUUID } from 'node:crypto';
import { cp, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Function bundles of earlier test systems. Bundling takes most of a start; the runtime checks that bundles are up to date. */
const CACHE = fileURLToPath(new URL('../../node_modules/.cache/test-functions/', import.meta.url));

/** Copies the cached bundles for the plugins of a tenant, if any, to a new data folder. */
export async function restoreBundles(dataDir: string, tenant: object): Promise<void> {
  await cp(folderOf(tenant), join(dataDir, 'functions'), { recursive: true, force: false }).catch(() => undefined);
}

/** Caches the bundles of a started system for later ones, unless they are already cached. */
export async function cacheBundles(dataDir: string, tenant: object): Promise<void> {
  const built = join(dataDir, 'functions');
  const cached = folderOf(tenant);
  if ((await stampOf(built)) === (await stampOf(cached))) return;
  // Other test processes do the same concurrently: the first one wins. A folder is complete once it has its final name.
  const temporary = `${cached}.${randomUUID()}`;
  try {
    await cp(built, temporary, { recursive: true });
    await rm(cached, { recursive: true, force: true });
    await rename(temporary, cached);
  } catch {
    // The functions of the system may rename their compiled code while it is copied. A later system makes another copy.
    await rm(temporary, { recursive: true, force: true });
  }
}

function stampOf(folder: string): Promise<string | undefined> {
  return readFile(join(folder, 'bundles.json'), 'utf8').catch(() => undefined);
}

/** Tenants with the same plugins have the same functions. */
function folderOf(tenant: object): string {
  const plugins = [...new Set(JSON.stringify(tenant).match(/"name":"\w+"/g))].toSorted();
  return join(CACHE, createHash('sha256').update(plugins.join()).digest('hex').slice(0, 16));
}
