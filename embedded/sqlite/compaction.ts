import type { DatabaseSync } from 'node:sqlite';
import type { GroupCommit } from './group-commit.ts';

/** Options of {@link startCompaction}. */
export interface CompactionOptions {
  readonly database: DatabaseSync;
  readonly commits: Pick<GroupCommit, 'commit'>;
  /** Milliseconds between two looks at the file. @default 60000 */
  readonly everyMs?: number;
}

/** Free pages that are kept for the next writes: 4 MB. */
const KEPT_PAGES = 1_000;
/** Share of free pages that are kept as well: giving them back costs more than it saves. */
const KEPT_SHARE = 0.1;
/** Pages that are given back at a time, so that nothing waits long. Each may move another page. */
const PAGES_AT_ONCE = 250;
const PAUSE_MS = 100;

/**
 * Gives the space of deleted rows back to the file system while the system runs. Costs nothing while there is none.
 *
 * @returns a function that ends it
 */
export function startCompaction({ database, commits, everyMs = 60_000 }: CompactionOptions): () => void {
  const numberOf = (pragma: string): number => Number(database.prepare(`PRAGMA ${pragma}`).get()?.[pragma]);
  const hasSpare = (): boolean => {
    const free = numberOf('freelist_count');
    return free > KEPT_PAGES && free > KEPT_SHARE * numberOf('page_count');
  };
  let timer: NodeJS.Timeout;
  let isOver = false;
  const next = (ms: number): void => {
    if (!isOver) timer = setTimeout(() => void step(), ms).unref();
  };
  const step = async (): Promise<void> => {
    if (!hasSpare()) {
      next(everyMs);
      return;
    }
    try {
      await commits.commit(() => database.exec(`PRAGMA incremental_vacuum(${PAGES_AT_ONCE})`));
      next(PAUSE_MS);
    } catch (error) {
      if (!isOver) process.emitWarning(`The store could not be compacted: ${String(error)}`);
      next(everyMs);
    }
  };
  next(everyMs);
  return () => {
    isOver = true;
    clearTimeout(timer);
  };
}
