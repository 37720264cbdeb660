import { readdir, readFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { parseTenantConfig } from '../core/config/check-tenant-config.ts';
import type { TenantConfig } from '../core/config/tenant-config.ts';
import { pluginCatalog } from '../plugins/registry.ts';

/** A tenant file that has been checked. */
export interface TenantFile {
  readonly path: string;
  readonly config: TenantConfig;
}

/** There is no tenant file of that name. */
export class UnknownTenant extends Error {
  override readonly name = 'UnknownTenant';
}

/**
 * Reads the tenant files of a folder: all `*.json` except JSON Schemas (`*.schema.json`).
 *
 * @param only the name of a single tenant. @default all
 * @throws UnknownTenant there is no file for `only`; the message lists the tenants
 * @throws TenantConfigInvalid a file has problems; the message lists them all
 */
export async function readTenantFiles(directory: string, only?: string): Promise<readonly TenantFile[]> {
  const names = (await readdir(directory))
    .filter((file) => file.endsWith('.json') && !file.endsWith('.schema.json'))
    .map((file) => basename(file, '.json'))
    .sort();
  if (only !== undefined && !names.includes(only)) {
    const known = names.length === 0 ? 'no tenant files' : names.join(', ');
    throw new UnknownTenant(
      `Expected the name of a file in ${relative('', directory)}/, found "${only}". It has ${known}.`,
    );
  }
  return Promise.all(
    names.filter((name) => only === undefined || name === only).map((name) => readOne(directory, name)),
  );
}

async function readOne(directory: string, name: string): Promise<TenantFile> {
  const path = join(directory, `${name}.json`);
  const text = await readFile(path, 'utf8');
  return { path, config: parseTenantConfig(text, relative('', path), pluginCatalog(), name) };
}
