import { mkdir, readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type * as z from 'zod';
import { replaceFile } from './durable-file.ts';

/** A file of the data folder cannot be read or is damaged. */
export class DataFileUnusable extends Error {
  override readonly name = 'DataFileUnusable';
}

/**
 * Reads a JSON file.
 *
 * @returns undefined when there is no such file
 * @throws DataFileUnusable when the file exists but cannot be read or does not match the schema
 */
export async function readJsonFile<T>(file: string, schema: z.ZodType<T>): Promise<T | undefined> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new DataFileUnusable(`${file} cannot be read (${error.code}): check its owner and permissions.`, {
      cause: error,
    });
  });
  return text === undefined ? undefined : parse(file, schema, text);
}

/**
 * Reads a JSON file that only its owner may read, and creates it if missing.
 *
 * @throws DataFileUnusable when the file exists but cannot be read or does not match the schema
 */
export async function openPrivateJsonFile<T>(
  file: string,
  schema: z.ZodType<T>,
  create: () => T | Promise<T>,
): Promise<T> {
  const found = await readJsonFile(file, schema);
  if (found !== undefined) return found;
  const value = await create();
  await writePrivateJsonFile(file, value);
  return value;
}

const PRIVATE_MODE = 0o600;

/**
 * Writes a JSON file with mode 0600, unless it has this value and mode already: every start ensures the same files, and a write waits for the
 * disk twice. The file is replaced as a whole: a power failure leaves the old or the new content.
 */
export async function writePrivateJsonFile(file: string, value: unknown): Promise<void> {
  const text = `${JSON.stringify(value, null, 2)}\n`;
  if (await hasValue(file, text)) return;
  await mkdir(dirname(file), { recursive: true });
  await replaceFile(file, text, PRIVATE_MODE);
}

async function hasValue(file: string, text: string): Promise<boolean> {
  try {
    const [{ mode }, found] = await Promise.all([stat(file), readFile(file, 'utf8')]);
    return (
      (mode & 0o777) === PRIVATE_MODE && (found === text || isDeepStrictEqual(JSON.parse(found), JSON.parse(text)))
    );
  } catch {
    // Whatever is wrong with it, it is replaced.
    return false;
  }
}

function parse<T>(file: string, schema: z.ZodType<T>, text: string): T {
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    const advice = 'delete it, and the next start creates a new one. Tokens and clients of the old one stop working.';
    throw new DataFileUnusable(`${file} is damaged: ${advice}`, { cause: error });
  }
}
