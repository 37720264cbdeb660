import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as z from 'zod';

/** The file with the secrets cannot be used as it is. */
export class SecretFileInvalid extends Error {
  override readonly name = 'SecretFileInvalid';
}

const secretsSchema = z.record(z.string(), z.union([z.string(), z.record(z.string(), z.json())]));

/** Secrets by name; a secret that is JSON is kept as the object, so that a person can read and edit it. */
export type Secrets = z.output<typeof secretsSchema>;

/** The file in which a data folder keeps its secrets. */
export interface SecretFile {
  /**
   * What the file holds now: a change by hand counts at once. Nothing when there is no file.
   *
   * @throws SecretFileInvalid it is not JSON, or not of the right shape
   */
  read(): Promise<Secrets>;
  /** Changes the secrets; the file is replaced as a whole, readable for its owner only. */
  update(change: (secrets: Secrets) => Secrets): Promise<void>;
}

/** The secrets of a data folder, in `secrets.json`. */
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
      const next = last.then(async () => replaceFile(file, change(await read())));
      last = next.catch(() => {});
      return next;
    },
  };
}

async function replaceFile(file: string, secrets: Secrets): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}.tmp`;
  await writeFile(draft, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  // A draft left over from a crash keeps the mode it had.
  await chmod(draft, 0o600);
  await rename(draft, file);
}

function parse(file: string, text: string): Secrets {
  try {
    return secretsSchema.parse(JSON.parse(text));
  } catch (cause) {
    const message = `Expected ${file} to hold secrets by name, each a text or an object, found something else: correct it, or delete it to have the sandbox's made again.`;
    throw new SecretFileInvalid(message, { cause });
  }
}
