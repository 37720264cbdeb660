import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';

/** A file of the built console. */
export interface ConsoleFile {
  readonly content: Buffer;
  readonly contentType: string;
}

/** The built console: its page, and by name the files that the page loads. */
export interface ConsoleFiles {
  /** Undefined if the console has not been built. */
  readonly page: ConsoleFile | undefined;
  readonly assets: ReadonlyMap<string, ConsoleFile>;
}

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Reads `index.html` and `assets/` of a folder. They are a few hundred KB, and a request can name no other file. */
export async function readConsoleFiles(directory: string): Promise<ConsoleFiles> {
  const folder = join(directory, 'assets');
  const names = await readdir(folder).catch(missing([]));
  const assets = await Promise.all(
    names.map(async (name) => [name, await readConsoleFile(join(folder, name))] as const),
  );
  const page = await readConsoleFile(join(directory, 'index.html')).catch(missing(undefined));
  return { page, assets: new Map(assets) };
}

async function readConsoleFile(path: string): Promise<ConsoleFile> {
  const contentType = CONTENT_TYPES[extname(path)] ?? 'application/octet-stream';
  return { content: await readFile(path), contentType };
}

function missing<Absent>(absent: Absent): (error: NodeJS.ErrnoException) => Absent {
  return (error) => {
    if (error.code !== 'ENOENT') throw error;
    return absent;
  };
}
