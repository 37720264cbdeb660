import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type * as z from 'zod';

/** A file of the data directory cannot be used as it is. */
export class DataFileUnusable extends Error {
  override readonly name = 'DataFileUnusable';
}

/**
 * Reads a JSON file.
 *
 * @returns undefined when there is no such file
 * @throws DataFileUnusable when the file is there but is not what the schema says
 */
export async function readJsonFile<T>(file: string, schema: z.ZodType<T>): Promise<T | undefined> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new DataFileUnusable(`${file} cannot be read (${error.code}): check who owns it.`, { cause: error });
  });
  return text === undefined ? undefined : parse(file, schema, text);
}

/**
 * Reads a JSON file that only its owner may read; makes it when it is missing.
 *
 * The file appears whole or not at all (written beside its place, then renamed), with mode 0600.
 *
 * @throws DataFileUnusable when the file is there but is not what the schema says
 */
export async function openPrivateJsonFile<T>(
  file: string,
  schema: z.ZodType<T>,
  create: () => T | Promise<T>,
): Promise<T> {
  const found = await readJsonFile(file, schema);
  if (found !== undefined) return found;
  const value = await create();
  await writeWhole(file, `${JSON.stringify(value, null, 2)}\n`);
  return value;
}

function parse<T>(file: string, schema: z.ZodType<T>, text: string): T {
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    const hint = 'delete it to have a new one made at the next start; tokens and clients of the old one stop working.';
    throw new DataFileUnusable(`${file} is not what was written there: ${hint}`, { cause: error });
  }
}

async function writeWhole(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}.tmp`;
  await writeFile(draft, text, { mode: 0o600 });
  // The mode above applies to a new file only: a draft left behind by a crash keeps its own.
  await chmod(draft, 0o600);
  await rename(draft, file);
}
