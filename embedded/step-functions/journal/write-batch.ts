import type { DatabaseSync } from 'node:sqlite';
import { inTransaction } from '../../sqlite.ts';

/** Runs concurrent writes in one transaction, so that they share one sync to disk. */
export interface WriteBatch {
  /** Runs `work` in the next transaction; resolves once it is on disk. @throws what `work` or SQLite throws; then nothing is written. */
  run<Result>(work: () => Result): Promise<Result>;
  /** Writes everything that is waiting. */
  flush(): void;
}

interface Waiting {
  work(): void;
  resolve(): void;
  reject(error: unknown): void;
}

/** Creates a batch that collects writes for the rest of the current turn of the event loop. */
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
      // One write failed and took the others with it: run each alone.
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
