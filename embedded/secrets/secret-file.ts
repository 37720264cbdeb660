import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { writePrivateJsonFile } from '../private-json-file.ts';

/** `secrets.json` has content that cannot be used. */
export class SecretFileInvalid extends Error {
  override readonly name = 'SecretFileInvalid';
}

const secretsSchema = z.record(z.string(), z.union([z.string(), z.record(z.string(), z.json())]));

/** Secrets by name. A JSON secret is stored as an object, so that a person can read and edit it. */
export type Secrets = z.output<typeof secretsSchema>;

/** The secrets file of a data folder. */
export interface SecretFile {
  /**
   * Reads the file: an edit by hand takes effect at once. A missing file holds no secrets.
   *
   * @throws SecretFileInvalid when it is not JSON or has the wrong shape
   */
  read(): Promise<Secrets>;
  /** Replaces the secrets; only the owner can read the file. */
  update(change: (secrets: Secrets) => Secrets): Promise<void>;
}

/** Opens `secrets.json` of a data folder. */
export function openSecretFile(dataDir: string): SecretFile {
  const file = join(dataDir, 'secrets.json');
  let last: Promise<void> = Promise.resolve();

  const read = async (): Promise<Secrets> => {
    const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '{}';
      throw error;
    });
    return parse(file, text);
  };

  return {
    read,
    update(change) {
      const next = last.then(async () => writePrivateJsonFile(file, change(await read())));
      last = next.catch(() => {});
      return next;
    },
  };
}

/** Returns how the file stores a text: JSON as an object, unless that would change its exact spelling. */
export function toValue(text: string): Secrets[string] {
  try {
    const value = z.record(z.string(), z.json()).safeParse(JSON.parse(text)).data;
    return value !== undefined && JSON.stringify(value) === text ? value : text;
  } catch {
    return text;
  }
}

/** Returns the text of a stored secret. */
export function textOf(value: Secrets[string]): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function parse(file: string, text: string): Secrets {
  try {
    return secretsSchema.parse(JSON.parse(text));
  } catch (cause) {
    const message = `${file} must map each secret's name to a string or an object. Correct the file, or delete it to get new sandbox credentials.`;
    throw new SecretFileInvalid(message, { cause });
  }
}
