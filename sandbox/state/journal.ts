import { closeSync, existsSync, ftruncateSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** Where a store keeps what it did, in order. */
export interface Journal {
  /** Every line written so far, oldest first. */
  read(): unknown[];
  /** Adds one line; it is in the operating system's hands when the call returns, so a killed process loses nothing. */
  append(line: unknown): void;
  /** Forgets every line. */
  clear(): void;
  close(): void;
}

/** A journal that lives as long as the process. */
export const memoryJournal = (): Journal => ({ read: () => [], append: () => {}, clear: () => {}, close: () => {} });

const NEWLINE = 10;

/**
 * A journal of JSON lines in a file. A last line that a crash cut short belongs to a request that was never answered,
 * so it is dropped when the journal is read.
 *
 * @throws SyntaxError when a line before the last one is not JSON.
 */
export function fileJournal(file: string): Journal {
  mkdirSync(dirname(file), { recursive: true });
  const kept = existsSync(file) ? wholeLines(readFileSync(file)) : Buffer.alloc(0);
  const descriptor = openSync(file, existsSync(file) ? 'r+' : 'w+');
  ftruncateSync(descriptor, kept.length);
  let position = kept.length;
  return {
    read: () =>
      kept
        .toString('utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line): unknown => JSON.parse(line)),
    append(line) {
      const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
      let written = 0;
      while (written < bytes.length) {
        written += writeSync(descriptor, bytes, written, bytes.length - written, position + written);
      }
      position += written;
    },
    clear() {
      ftruncateSync(descriptor, 0);
      position = 0;
    },
    close: () => closeSync(descriptor),
  };
}

const wholeLines = (bytes: Buffer): Buffer => bytes.subarray(0, bytes.lastIndexOf(NEWLINE) + 1);
