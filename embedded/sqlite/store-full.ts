import { setTimeout as wait } from 'node:timers/promises';

/** The disk has no space for a write. Nothing of it was stored; reads still work. */
export class StoreFull extends Error {
  override readonly name = 'StoreFull';
}

/** Result codes of SQLite without space: SQLITE_FULL, and SQLITE_IOERR_SHMSIZE for the index of the log. */
const FULL: readonly unknown[] = [13, 10 | (19 << 8)];

const RETRY_MS = 1000;

/** Returns StoreFull for SQLite's errors without space, and every other error as it is. */
export function storeError(error: unknown): unknown {
  if (error instanceof StoreFull) return error;
  const errcode = error instanceof Error && 'errcode' in error ? error.errcode : undefined;
  if (!FULL.includes(errcode)) return error;
  return new StoreFull('The disk is full. Free some space: the system continues by itself.', { cause: error });
}

/**
 * Writes, and while the disk is full waits and tries again.
 *
 * @param isOver ends the waiting
 * @throws StoreFull once `isOver` returns true; every other error of the write
 */
export async function untilSpace<Result>(write: () => Promise<Result>, isOver: () => boolean): Promise<Result> {
  for (;;) {
    try {
      return await write();
    } catch (error) {
      if (!(error instanceof StoreFull) || isOver()) throw error;
      await wait(RETRY_MS);
    }
  }
}
