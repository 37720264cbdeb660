import { open, readdir, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * Replaces a file as a whole: after a crash or a power failure it has the old or the new content. Resolves when the new one
 * is on disk.
 *
 * @param mode permissions of the file. @default 0666 as the umask allows
 */
export async function replaceFile(file: string, content: string, mode?: number): Promise<void> {
  const draft = `${file}.${process.pid}.tmp`;
  const handle = await open(draft, 'w', mode);
  try {
    // The mode of `open` applies only to a new file: a draft that a crash left behind keeps its mode.
    if (mode !== undefined) await handle.chmod(mode);
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, file);
  await syncFile(dirname(file));
}

/** Waits until a folder with everything in it is on disk. */
export async function syncFolders(folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true });
  await Promise.all(
    entries.map((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? syncFolders(path) : syncFile(path);
    }),
  );
  await syncFile(folder);
}

async function syncFile(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
