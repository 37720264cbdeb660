import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Preload, type SpareThreads, startSpareThreads } from '../embedded/lambda/spare-threads.ts';
import { readJson, writeWhole } from '../project/file-records.ts';
import type { StartPrograms } from './start-programs.ts';

/** What the last start needed. */
interface Note {
  /** Where it was: its arguments, and the variables that say which data folder it used, whatever they mean. */
  readonly place: readonly (string | undefined)[];
  readonly preloads: readonly Preload[];
}

const NOTE = 'threads.json';

const NONE: Omit<SpareThreads, 'remember'> = { take: () => undefined, close: () => undefined };

/**
 * Starts the threads that the last start needed.
 *
 * @param directory of the note about them
 * @param programs with what the threads run; without them, none is started
 */
export function rememberedThreads(
  directory: string,
  programs: StartPrograms | undefined,
  { argv, env }: Pick<NodeJS.Process, 'argv' | 'env'> = process,
): SpareThreads {
  const file = join(directory, NOTE);
  const place = [process.cwd(), ...argv.slice(2), env.DATA_DIR, env.TENANT, env.STAGE].map((text) => text ?? '');
  // Its shape is not checked: nobody else writes it, and zod would be most of what a start loads until here.
  const note = readJson(file) as Note | undefined;
  const preloads = note?.place.join('\0') === place.join('\0') ? note.preloads : [];
  const threads = programs && startSpareThreads(programs.thread, programs.threadMemoryMb, preloads);
  return {
    ...(threads ?? NONE),
    remember(next) {
      if (JSON.stringify(next) === JSON.stringify(preloads)) return;
      mkdirSync(directory, { recursive: true });
      writeWhole(file, JSON.stringify({ place, preloads: next } satisfies Note));
    },
  };
}
