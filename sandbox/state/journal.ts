import { closeSync, existsSync, ftruncateSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** An append-only log of a store's changes. */
export interface Journal {
  /** Returns the lines that the journal had when it was opened, oldest first. */
  read(): unknown[];
  /** Appends a line. It is handed to the operating system before the call returns, so a killed process loses nothing. */
  append(line: unknown): void;
  /** Deletes every line. */
  clear(): void;
  close(): void;
}

/** Creates a journal that keeps nothing after the process ends. */
export function createMemoryJournal(): Journal {
  return { read: () => [], append: () => {}, clear: () => {}, close: () => {} };
}

const NEWLINE = 10;

/**
 * Opens a journal of JSON lines in a file. An incomplete last line is dropped: a crash cut it short, and its request was
 * never answered.
 *
 * @throws SyntaxError when a line before the last one is not JSON.
 */
export function createFileJournal(file: string): Journal {
  mkdirSync(dirname(file), { recursive: true });
  const lines = existsSync(file) ? completeLines(readFileSync(file)) : Buffer.alloc(0);
  const descriptor = openSync(file, existsSync(file) ? 'r+' : 'w+');
  ftruncateSync(descriptor, lines.length);
  let position = lines.length;
  return {
    read: () =>
      lines
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

function completeLines(bytes: Buffer): Buffer {
  return bytes.subarray(0, bytes.lastIndexOf(NEWLINE) + 1);
}
