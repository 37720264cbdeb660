import { readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** What a file was like. */
export interface FileRecord {
  /** Its size and the time of its last change, which every write changes; or `unsettled`. */
  readonly state: string;
  /** SHA-256 of its content, in hexadecimal; `missing` if it cannot be read. */
  readonly hash: string;
}

/** What files were like, by path: relative to a root, or absolute. */
export type FileRecords = Readonly<Record<string, FileRecord>>;

/** A file that was changed so recently may change again without another time, so its content has to be compared. */
const CLOCK_TICK_MS = 2000;

const UNSETTLED = 'unsettled';

/**
 * Records files. One that does not exist is recorded as missing.
 *
 * @param root folder of relative paths
 * @param known earlier records: as in git, the content is read only of a file whose size or time is no longer the recorded one.
 *   @default none
 */
export function recordFiles(root: string, paths: readonly string[], known: FileRecords = {}): FileRecords {
  return Object.fromEntries(paths.map((path) => [path, recordFile(resolve(root, path), known[path])]));
}

/** Returns whether two records are of the same files with the same content. */
export function haveSameContent(records: FileRecords, others: FileRecords): boolean {
  const paths = Object.keys(records);
  return (
    paths.length === Object.keys(others).length && paths.every((path) => records[path]?.hash === others[path]?.hash)
  );
}

/** Returns whether records are equal, those of times included: then they need not be written again. */
export function areEqual(records: FileRecords, others: FileRecords): boolean {
  return (
    haveSameContent(records, others) &&
    Object.keys(records).every((path) => records[path]?.state === others[path]?.state)
  );
}

/** Reads a file that `writeWhole` wrote. @returns undefined if it is missing, or a crash cut it off: what it says is found out again */
export function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Writes the text of a file, so that another process reads the old or the new one. */
export function writeWhole(file: string, text: string): void {
  const draft = `${file}.${process.pid}.tmp`;
  writeFileSync(draft, text);
  renameSync(draft, file);
}

function recordFile(file: string, known: FileRecord | undefined): FileRecord {
  const state = stateOf(file);
  return known !== undefined && known.state === state && state !== UNSETTLED ? known : { state, hash: hashOf(file) };
}

function stateOf(file: string): string {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (stats === undefined) return 'missing';
  return Date.now() - stats.ctimeMs < CLOCK_TICK_MS ? UNSETTLED : `${stats.size} ${stats.mtimeMs} ${stats.ctimeMs}`;
}

function hashOf(file: string): string {
  try {
    // A start usually computes none, and an import would load all of the Web Crypto API first.
    return process.getBuiltinModule('node:crypto').createHash('sha256').update(readFileSync(file)).digest('hex');
  } catch {
    // A deleted source counts as changed; the build then reports what imports it.
    return 'missing';
  }
}
