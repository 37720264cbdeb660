import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  areEqual,
  type FileRecords,
  haveSameContent,
  readJson,
  recordFiles,
  writeWhole,
} from '../project/file-records.ts';
import { PACKAGE_ROOT } from '../project/package-root.ts';

/** The programs that are compiled. */
export const PROGRAMS = ['start', 'thread'] as const;

/** Name of a program that is compiled. */
export type ProgramName = (typeof PROGRAMS)[number];

/** The compiled programs, and what they were made from. */
export interface StartRecord {
  /** Folder of the sources: the programs name files by their places. */
  readonly root: string;
  /** Name of the folder with the programs. */
  readonly folder: string;
  readonly threadMemoryMb: number;
  /** The sources, and the programs themselves. */
  readonly inputs: FileRecords;
}

/** The compiled programs of a start. */
export interface StartPrograms {
  /** URL of the module with `runStart`: one file, which Node loads in half the time of eight hundred modules. */
  readonly start: URL;
  /** URL of the program of a thread for functions. */
  readonly thread: URL;
  /** Limit of the heap of such a thread. */
  readonly threadMemoryMb: number;
}

/**
 * Returns the compiled programs of a start.
 *
 * @param directory where `compileStart` keeps them (`compile-start.ts`)
 * @returns undefined if there are none, or a source or a program has changed since
 */
export function currentPrograms(directory: string): StartPrograms | undefined {
  const record = readRecord(directory);
  if (record?.root !== PACKAGE_ROOT) return undefined;
  const inputs = recordFiles(PACKAGE_ROOT, Object.keys(record.inputs), record.inputs);
  if (!haveSameContent(inputs, record.inputs)) return undefined;
  if (!areEqual(inputs, record.inputs)) writeRecord(directory, { ...record, inputs });
  const urlOf = (name: ProgramName): URL => pathToFileURL(programFile(directory, record.folder, name));
  return { start: urlOf('start'), thread: urlOf('thread'), threadMemoryMb: record.threadMemoryMb };
}

/** Name of the file with the record. */
export const RECORD = 'programs.json';

/** The record is our own and written as a whole, so its shape is not checked: zod would be most of what a start loads until here. */
const readRecord = (directory: string): StartRecord | undefined =>
  readJson(join(directory, RECORD)) as StartRecord | undefined;

/** Writes the record of the programs in a folder. */
export const writeRecord = (directory: string, record: StartRecord): void =>
  writeWhole(join(directory, RECORD), JSON.stringify(record));

/** Returns the file of a program. @param folder as recorded */
export const programFile = (directory: string, folder: string, name: ProgramName): string =>
  join(directory, folder, `${name}.mjs`);
