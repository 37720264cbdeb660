import { close, fdatasync, openSync } from 'node:fs';
import { promisify } from 'node:util';

/**
 * The disk could not write. Linux then drops what it could not write and reports later syncs as successful, so nothing may be
 * acknowledged from here on.
 *
 * Source: the manual page fsync(2) of Linux, "Errors".
 */
export class DiskSyncFailed extends Error {
  override readonly name = 'DiskSyncFailed';
}

/** Waits until writes are on disk. */
export interface DiskSync {
  /**
   * Resolves once everything written to the file before the call is on disk.
   *
   * @throws DiskSyncFailed writes since the last success may or may not be on disk; every later call fails as well
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
 * @param onFailure called once when a sync fails. @default ends the process with an uncaught error
 */
export function createDiskSync(file: string, onFailure: (error: DiskSyncFailed) => void = throwUncaught): DiskSync {
  let descriptor: number | undefined;
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  let failure: DiskSyncFailed | undefined;

  const fail = (cause: NodeJS.ErrnoException): never => {
    failure = new DiskSyncFailed(
      `The disk could not write ${file} (${cause.code}). Everything that was acknowledged is on disk. Check the disk and the log of the kernel, then start the system again.`,
      { cause },
    );
    onFailure(failure);
    throw failure;
  };
  const start = async (): Promise<void> => {
    if (failure !== undefined) throw failure;
    descriptor ??= openSync(file, 'r+');
    running = sync(descriptor)
      .catch(fail)
      .finally(() => {
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

function throwUncaught(error: DiskSyncFailed): void {
  setImmediate(() => {
    throw error;
  });
}
