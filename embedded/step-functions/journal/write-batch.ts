import type { DatabaseSync } from 'node:sqlite';
import { inTransaction } from '../../sqlite.ts';

/** Writes that come at the same time, in one transaction: they share the wait for the disk. */
export interface WriteBatch {
  /** Runs `work` in a transaction, soon; resolves when it is on disk. @throws what `work` or SQLite throws, and nothing is written then. */
  run<Result>(work: () => Result): Promise<Result>;
  /** Writes what is waiting, now. */
  flush(): void;
}

interface Waiting {
  work(): void;
  resolve(): void;
  reject(error: unknown): void;
}

/** Collects writes until the event loop has handled what else is at hand. */
export function createWriteBatch(database: DatabaseSync): WriteBatch {
  let waiting: Waiting[] = [];

  const flush = (): void => {
    const batch = waiting;
    waiting = [];
    try {
      inTransaction(database, () => {
        for (const { work } of batch) work();
      });
    } catch {
      // One of them is at fault: alone, only that one fails.
      for (const one of batch) writeAlone(database, one);
      return;
    }
    for (const { resolve } of batch) resolve();
  };
  return {
    run<Result>(work: () => Result): Promise<Result> {
      return new Promise((resolve, reject) => {
        let result: Result;
        waiting.push({
          work: () => {
            result = work();
          },
          resolve: () => resolve(result),
          reject,
        });
        if (waiting.length === 1) setImmediate(flushIfWaiting);
      });
    },
    flush: flushIfWaiting,
  };

  function flushIfWaiting(): void {
    if (waiting.length > 0) flush();
  }
}

function writeAlone(database: DatabaseSync, { work, resolve, reject }: Waiting): void {
  try {
    inTransaction(database, work);
  } catch (error) {
    reject(error);
    return;
  }
  resolve();
}
