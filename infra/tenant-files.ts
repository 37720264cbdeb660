import { readdir, readFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { parseTenantConfig, parseTenantJson } from '../core/config/check-tenant-config.ts';
import { stagedText, stageNames } from '../core/config/stages.ts';
import type { TenantConfig } from '../core/config/tenant-config.ts';
import type { PluginCatalog } from '../core/plugin/define-plugin.ts';

/** A tenant file that has been checked. */
export interface TenantFile {
  readonly path: string;
  readonly config: TenantConfig;
  /** Its text, with the changes of the stage. */
  readonly text: string;
}

/** There is no tenant file of that name. */
export class UnknownTenant extends Error {
  override readonly name = 'UnknownTenant';
}

/** Which tenants to read. */
export interface TenantChoice {
  /** The name of a single tenant. @default all */
  readonly tenant?: string | undefined;
  /** The name of one of its stages; required if it has any. @default none, and with all tenants every stage of each */
  readonly stage?: string | undefined;
}

/**
 * Reads the tenant files of a folder: all `*.json` except JSON Schemas (`*.schema.json`).
 *
 * @throws UnknownTenant there is no file for `only`; the message lists the tenants
 * @throws TenantConfigInvalid a file has problems; the message lists them all
 */
export async function readTenantFiles(
  directory: string,
  catalog: PluginCatalog,
  { tenant: only, stage }: TenantChoice = {},
): Promise<readonly TenantFile[]> {
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
  if (only !== undefined) return [await readOne(directory, only, catalog, stage)];
  const all = await Promise.all(names.map((name) => readEveryStage(directory, name, catalog)));
  return all.flat();
}

async function readEveryStage(directory: string, name: string, catalog: PluginCatalog): Promise<readonly TenantFile[]> {
  const path = join(directory, `${name}.json`);
  const stages = stageNames(parseTenantJson(await readFile(path, 'utf8'), relative('', path)));
  return Promise.all(
    stages.length === 0
      ? [readOne(directory, name, catalog)]
      : stages.map((stage) => readOne(directory, name, catalog, stage)),
  );
}

async function readOne(directory: string, name: string, catalog: PluginCatalog, stage?: string): Promise<TenantFile> {
  const path = join(directory, `${name}.json`);
  const text = await readFile(path, 'utf8');
  const config = parseTenantConfig(text, relative('', path), catalog, name, stage);
  return { path, config, text: stagedText(text, stage) };
}
