import { createHash } from 'node:crypto';
import { access, mkdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from '../../programs/run-command.ts';

/** A package with the fields of Salesforce's standard objects, generated from an org. */
export const SCHEMA_PACKAGE = {
  name: 'jsforce',
  version: '3.10.16',
  integrity: 'sha512-lOTRzCAfFZMdXLxR4HB5f6W7B8cY7dG2FXUqJlo64AvgzurQh1bihzBtuBhY6XhOGLCtfI1/6GirpykFDS6Tng==',
} as const;

/** Kept between runs. */
const CACHE = fileURLToPath(new URL('../../../.cache/test-partners', import.meta.url));
const FILE = 'package/lib/types/standard-schema.d.ts';

/** JSON type of each field, by object and by field. */
export type StandardSchema = ReadonlyMap<string, ReadonlyMap<string, 'string' | 'number' | 'boolean' | 'object'>>;

/** The downloaded package is not the one that was reviewed. */
export class PackageChanged extends Error {
  override readonly name = 'PackageChanged';
}

/**
 * Downloads the package, or reuses the one of an earlier run, and reads its schema.
 *
 * @throws CommandFailed when it cannot be downloaded
 * @throws PackageChanged
 */
export async function loadStandardSchema({
  log,
  signal,
}: {
  readonly log: string;
  readonly signal: AbortSignal;
}): Promise<StandardSchema> {
  const { integrity, name, version } = SCHEMA_PACKAGE;
  const folder = join(CACHE, `${name}-${version}`);
  const archive = join(folder, `${name}-${version}.tgz`);
  const schema = join(folder, 'standard-schema.d.ts');
  if (!(await exists(schema))) {
    await mkdir(folder, { recursive: true });
    const options = { env: process.env, log, signal };
    const pack = ['pack', `${name}@${version}`, '--pack-destination', folder];
    await runCommand({ program: 'npm', args: pack, ...options });
    const found = `sha512-${createHash('sha512')
      .update(await readFile(archive))
      .digest('base64')}`;
    if (found !== integrity) throw new PackageChanged(`Expected ${name}@${version} with ${integrity}, found ${found}.`);
    await runCommand({ program: 'tar', args: ['-xzf', archive, '-C', folder, FILE], ...options });
    await rename(join(folder, FILE), schema);
  }
  return parseStandardSchema(await readFile(schema, 'utf8'));
}

/** Parses the types `Fields$<object>` of a declaration file. */
export function parseStandardSchema(declarations: string): StandardSchema {
  const objects = declarations.matchAll(/^type Fields\$(\w+) = \{\n([\s\S]*?)^\};/gm);
  return new Map(
    [...objects].map(([, object = '', body = '']) => [
      object,
      new Map(
        [...body.matchAll(/^ {4}(\w+): (\w+)(?: \| null)?;/gm)].map(([, field = '', type = '']) => [
          field,
          jsonTypeOf(type),
        ]),
      ),
    ]),
  );
}

function jsonTypeOf(type: string): 'string' | 'number' | 'boolean' | 'object' {
  if (type === 'number' || type === 'boolean') return type;
  return type === 'string' || type === 'DateString' ? 'string' : 'object';
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
