import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** How long a Task waits for its callback when the emulator runs it: longer than the test. */
const CALLBACK_TIMEOUT_SECONDS = 3_600;

/**
 * Gives every Task whose `TimeoutSeconds` is an expression a number instead: the emulator takes the expression's text for the
 * seconds when a Task waits for its callback, and the Task fails.
 *
 * @param assembly folder that `App.synth()` wrote
 * @throws Error when the assembly contains no such Task, so that nobody keeps an adjustment that is not needed
 */
export async function adjustDefinitions(assembly: string): Promise<void> {
  const names = (await readdir(assembly)).filter((name) => /^asset\.[^/]+\.json$/.test(name));
  const adjusted = await Promise.all(names.map((name) => adjustDefinition(join(assembly, name))));
  if (!adjusted.includes(true))
    throw new Error(`Expected a Task with a computed TimeoutSeconds in ${assembly}, found none.`);
}

async function adjustDefinition(file: string): Promise<boolean> {
  const text = await readFile(file, 'utf8');
  const changed = JSON.stringify(
    JSON.parse(text, (key, value: unknown) =>
      key === 'TimeoutSeconds' && typeof value === 'string' ? CALLBACK_TIMEOUT_SECONDS : value,
    ),
  );
  if (changed === text) return false;
  await writeFile(file, changed);
  return true;
}
