import type { DatabaseSync } from 'node:sqlite';
import { packText, unpackText } from '../../sqlite/packed-text.ts';
import type { HistoryEvent } from './history-event.ts';
import { rowKey, rowKeys } from './journal-tables.ts';

/** Position and direction of a page of history. */
export interface HistoryPage {
  readonly execution: number;
  readonly reverse: boolean;
  /** Returns only events after this id, in the direction of reading; undefined for the first page. */
  readonly after: number | undefined;
  readonly limit: number;
}

/** Writes and reads the histories of executions. */
export type HistoryStore = ReturnType<typeof createHistoryStore>;

/** A longer history stays as it was written: compressing it would hold up everything else. Characters of JSON. */
const MAX_COMPRESSED_LENGTH = 1_000_000;

/**
 * Creates the store of histories.
 *
 * Each transition adds a row with its events. The end of the execution replaces the rows with one that holds all events
 * compressed.
 */
export function createHistoryStore(database: DatabaseSync) {
  const insert = database.prepare('INSERT INTO running_history VALUES (?, ?)');
  const select = database.prepare('SELECT events FROM running_history WHERE key BETWEEN ? AND ? ORDER BY key');
  // Each row is a list. SQLite makes one text of them, where JavaScript would make three.
  const selectAll = database.prepare(
    `SELECT group_concat(substr(events, 2, length(events) - 2), ',' ORDER BY key) AS events
     FROM running_history WHERE key BETWEEN ? AND ?`,
  );
  const selectBackwards = database.prepare(
    'SELECT events FROM running_history WHERE key BETWEEN ? AND ? ORDER BY key DESC',
  );
  const selectRowOf = database.prepare('SELECT max(key) AS key FROM running_history WHERE key BETWEEN ? AND ?');
  const remove = database.prepare('DELETE FROM running_history WHERE key BETWEEN ? AND ?');
  const insertEnded = database.prepare('INSERT INTO histories VALUES (?, ?)');
  const selectEnded = database.prepare('SELECT events FROM histories WHERE execution = ?');
  const removeEnded = database.prepare('DELETE FROM histories WHERE execution = ?');

  const textOf = (execution: number): string => `[${selectAll.get(...rowKeys(execution))?.events ?? ''}]`;
  const endedEvents = (execution: number): readonly HistoryEvent[] | undefined => {
    const row = selectEnded.get(execution);
    return row && JSON.parse(unpackText(row.events));
  };

  /** Reads the rows of an execution from the one that holds `after`. */
  function* readRows({ execution, reverse, after }: Omit<HistoryPage, 'limit'>): Generator<readonly HistoryEvent[]> {
    const [first, last] = rowKeys(execution);
    const at = after === undefined ? undefined : rowKey(execution, after);
    const rows = reverse
      ? selectBackwards.iterate(first, at ?? last)
      : select.iterate(at === undefined ? first : Number(selectRowOf.get(first, at)?.key), last);
    for (const { events } of rows) yield JSON.parse(String(events));
  }

  return {
    /** Adds the events of a transition. */
    append(execution: number, events: readonly HistoryEvent[]): void {
      const [first] = events;
      if (first !== undefined) insert.run(rowKey(execution, first.id), JSON.stringify(events));
    },
    /** Compresses the history of an execution that has ended. */
    end(execution: number): void {
      const text = textOf(execution);
      if (text.length > MAX_COMPRESSED_LENGTH) return;
      insertEnded.run(execution, packText(text));
      remove.run(...rowKeys(execution));
    },
    /** Returns the id of the latest event of a running execution; 0 if it has none. */
    lastEvent(execution: number): number {
      for (const events of readRows({ execution, reverse: true, after: undefined })) return events.at(-1)?.id ?? 0;
      return 0;
    },
    page({ limit, ...position }: HistoryPage): readonly HistoryEvent[] {
      const { execution, reverse, after = reverse ? Number.POSITIVE_INFINITY : 0 } = position;
      const ended = endedEvents(execution);
      const page: HistoryEvent[] = [];
      for (const events of ended === undefined ? readRows(position) : [ended]) {
        for (const event of reverse ? events.toReversed() : events)
          if (page.length < limit && (reverse ? event.id < after : event.id > after)) page.push(event);
        if (page.length === limit) break;
      }
      return page;
    },
    delete(execution: number): void {
      remove.run(...rowKeys(execution));
      removeEnded.run(execution);
    },
  };
}
