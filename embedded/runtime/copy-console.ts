import { cp, rm } from 'node:fs/promises';

/** Replaces the console in a data folder. @param built folder of the built console; without one, the data folder has none */
export async function copyConsole(built: string | undefined, directory: string): Promise<void> {
  await rm(directory, { recursive: true, force: true });
  if (built !== undefined) await cp(built, directory, { recursive: true });
}
