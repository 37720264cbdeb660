import { close, fdatasync, openSync } from 'node:fs';
import { promisify } from 'node:util';

/** Waits for the disk. */
export interface DiskSync {
  /**
   * Resolves once everything written to the file before the call is on the disk.
   *
   * @throws the error of the operating system: nothing is known about what was written since the last success
   */
  synced(): Promise<void>;
  /** Waits for a sync under way and closes the file. */
  close(): Promise<void>;
}

const sync = promisify(fdatasync);

/**
 * Syncs a file outside the event loop. Calls that arrive during a sync share the next one.
 *
 * @param file path; opened at the first call, when it must exist
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
      // What was just written may have missed the sync under way.
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
