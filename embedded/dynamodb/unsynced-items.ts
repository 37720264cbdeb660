import type { GroupCommit } from '../sqlite/group-commit.ts';

/** The items whose latest write is not on disk yet. */
export interface UnsyncedItems {
  /** Called during each write of an item. */
  written(key: string): void;
  /**
   * Runs an operation that only reads. Resolves once everything that it can have seen is on disk.
   *
   * @param keyOf returns the key of the only item that it reads, once it has run. @default it reads any items
   */
  read<Result>(operation: () => Result, keyOf?: () => string): Promise<Result>;
}

/** Creates the list. A read waits only for the item that it reads, because other orders write all the time. */
export function createUnsyncedItems(commits: Pick<GroupCommit, 'onDisk' | 'durable'>): UnsyncedItems {
  const latest = new Map<string, Promise<void>>();
  return {
    written(key) {
      const onDisk = commits.onDisk();
      const forget = (): void => {
        if (latest.get(key) === onDisk) latest.delete(key);
      };
      latest.set(key, onDisk);
      onDisk.then(forget, forget);
    },
    async read(operation, keyOf) {
      const result = operation();
      if (keyOf === undefined ? latest.size > 0 : latest.has(keyOf())) await commits.durable();
      return result;
    },
  };
}
