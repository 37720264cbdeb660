import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { gunzipSync } from 'node:zlib';
import { unpackText } from '../../embedded/sqlite/packed-text.ts';

/** The details of attempts: gzip in base64. */
const GZIP_IN_BASE64 = /H4sI[\w+/=]{20,}/g;

/**
 * Returns everything that a data folder holds as one text: the raw bytes of every file, and what the stores compress.
 *
 * @param isOurs whether a file, by its name, belongs to the system. @default all do
 */
export async function textsOnDisk(folder: string, isOurs: (name: string) => boolean = () => true): Promise<string> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = files
    .filter((file) => file.isFile() && isOurs(file.name))
    .map((file) => join(file.parentPath, file.name));
  const raw = await Promise.all(paths.map((path) => readFile(path, 'latin1')));
  const stored = paths.filter((path) => path.endsWith('.sqlite')).flatMap(textsInDatabase);
  return [...raw, ...stored, ...stored.flatMap(detailsIn)].join('\n');
}

function textsInDatabase(path: string): readonly string[] {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
    return tables.flatMap(({ name }) =>
      database
        .prepare(`SELECT * FROM "${String(name)}"`)
        .all()
        .flatMap(cellTexts),
    );
  } finally {
    database.close();
  }
}

function cellTexts(row: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.values(row).map((cell) => (cell instanceof Uint8Array ? unpacked(cell) : String(cell)));
}

function unpacked(cell: Uint8Array): string {
  try {
    return unpackText(cell);
  } catch {
    return Buffer.from(cell).toString('latin1');
  }
}

function detailsIn(text: string): readonly string[] {
  return (text.match(GZIP_IN_BASE64) ?? []).map((detail) => gunzipSync(Buffer.from(detail, 'base64')).toString());
}
