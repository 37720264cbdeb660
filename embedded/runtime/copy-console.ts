import { readdirSync, readFileSync } from 'node:fs';
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Copies the console into a data folder, unless it is there already: the next build deletes the original.
 *
 * @param built folder of the built console; without one, the data folder has none
 */
export async function copyConsole(built: string | undefined, directory: string): Promise<void> {
  if (built !== undefined && isCopy(directory, built)) return;
  await rm(directory, { recursive: true, force: true });
  if (built !== undefined) await cp(built, directory, { recursive: true });
}

/** The console is a few hundred KB: reading it takes less than deciding on what else may differ. */
function isCopy(directory: string, original: string): boolean {
  try {
    const names = filesIn(original);
    return (
      names.join() === filesIn(directory).join() &&
      names.every((name) => readFileSync(join(directory, name)).equals(readFileSync(join(original, name))))
    );
  } catch {
    return false;
  }
}

function filesIn(directory: string): readonly string[] {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length))
    .sort();
}
