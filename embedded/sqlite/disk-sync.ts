import { close, fdatasync, openSync } from 'node:fs';
import { promisify } from 'node:util';

/** Waits until writes are on disk. */
export interface DiskSync {
  /**
   * Resolves once everything written to the file before the call is on disk.
   *
   * @throws the error of the operating system: writes since the last success may or may not be on disk
   */
  synced(): Promise<void>;
  /** Waits for a running sync and closes the file. */
  close(): Promise<void>;
}

const sync = promisify(fdatasync);

/**
 * Syncs a file outside the event loop. Calls that arrive during a sync share the next one.
 *
 * @param file path; opened by the first call, and must exist by then
 */
export function createDiskSync(file: string): DiskSync {
  let descriptor: number | undefined;
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;

  const start = (): Promise<void> => {
    descriptor ??= openSync(file, 'r+');
    running = sync(descriptor).finally(() => {
      running = undefined;
    });
    return running;
  };

  return {
    async synced() {
      if (running === undefined) return start();
      // The running sync may have missed the latest writes.
      next ??= running
        .catch(() => {})
        .then(() => {
          next = undefined;
          return start();
        });
      return next;
    },
    async close() {
      await Promise.allSettled([running, next]);
      if (descriptor !== undefined) await promisify(close)(descriptor);
      descriptor = undefined;
    },
  };
}
