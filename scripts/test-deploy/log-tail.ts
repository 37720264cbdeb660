import { readFile } from 'node:fs/promises';

/**
 * The last lines of a log file; what there is to say of a failure is mostly there.
 *
 * @param lines how many; default 40
 */
export async function logTail(file: string, lines = 40): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const found = text.trimEnd().split('\n');
  return [`Last lines of ${file}:`, ...found.slice(-lines)].join('\n  ');
}
