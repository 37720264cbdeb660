import type { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import type { HistoryEvent } from './history-event.ts';

const eventRowSchema = z
  .object({ id: z.number(), previous: z.number(), at: z.number(), type: z.string(), details: z.string() })
  .transform(({ details, ...event }): HistoryEvent => ({ ...event, details: JSON.parse(details) }));

/** Position and direction of a page of history. */
export interface HistoryPage {
  readonly execution: number;
  readonly reverse: boolean;
  /** Returns only events after this id, in the direction of reading; undefined for the first page. */
  readonly after: number | undefined;
  readonly limit: number;
}

/** Reads the histories of executions. */
export type HistoryStore = ReturnType<typeof createHistoryStore>;

/** Creates the store of histories. */
export function createHistoryStore(database: DatabaseSync) {
  const forwards = database.prepare('SELECT * FROM events WHERE execution = ? AND id > ? ORDER BY id LIMIT ?');
  const backwards = database.prepare('SELECT * FROM events WHERE execution = ? AND id < ? ORDER BY id DESC LIMIT ?');
  return {
    page({ execution, reverse, after, limit }: HistoryPage): HistoryEvent[] {
      const rows = reverse
        ? backwards.all(execution, after ?? Number.MAX_SAFE_INTEGER, limit)
        : forwards.all(execution, after ?? 0, limit);
      return rows.map((row) => eventRowSchema.parse(row));
    },
  };
}
