import type { ExecutionStore } from '../journal/execution-store.ts';

/** Options of {@link startPurging}. */
export interface PurgeOptions {
  readonly executions: Pick<ExecutionStore, 'purge'>;
  /** Returns the time before which ended executions go, in epoch milliseconds. */
  before(): number;
  /** Milliseconds between two looks at the journal. @default an hour */
  readonly everyMs?: number;
}

/** Executions that are deleted at a time, so that no other write waits long. */
const AT_ONCE = 50;
const HOUR_MS = 60 * 60 * 1000;

/**
 * Deletes old executions with their histories, at once and then every hour.
 *
 * @returns a function that ends it
 */
export function startPurging({ executions, before, everyMs = HOUR_MS }: PurgeOptions): () => void {
  let isOver = false;
  const purge = async (): Promise<void> => {
    try {
      while (!isOver && (await executions.purge(before(), AT_ONCE)) === AT_ONCE);
    } catch (error) {
      if (!isOver) process.emitWarning(`Old executions could not be deleted: ${String(error)}`);
    }
  };
  void purge();
  const timer = setInterval(() => void purge(), everyMs).unref();
  return () => {
    isOver = true;
    clearInterval(timer);
  };
}
