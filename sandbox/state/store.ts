import { isDeepStrictEqual } from 'node:util';
import type { Effect } from './effect.ts';
import { createFileJournal, createMemoryJournal } from './journal.ts';
import { type Change, createTransaction, type Transaction } from './transaction.ts';

/** Increased when stored records get another shape. */
const FORMAT = 2;

/** The journal was written by a version of the sandbox with other records. */
export class StateOutdated extends Error {
  override readonly name = 'StateOutdated';
}

interface JournalLine {
  readonly changes: readonly Change[];
  readonly effects: readonly Effect[];
}

/** The partners' records and effects, in memory. A journal of all changes rebuilds them at the next start. */
export interface Store {
  /** Returns all effects, oldest first. */
  effects(): readonly Effect[];
  /** Begins a transaction over the current records. Its changes are invisible until `commit`. */
  begin(now: Date): Transaction;
  /** Writes what the transaction changes to the journal, then makes it visible. */
  commit(transaction: Transaction): void;
  /** Deletes all records and effects. */
  reset(): void;
  close(): void;
}

/**
 * Opens the store with a journal in `file`, or in memory without one.
 *
 * @throws SyntaxError when the journal is corrupt.
 * @throws StateOutdated when its records have another shape.
 */
export function openStore(file: string | undefined): Store {
  const journal = file === undefined ? createMemoryJournal() : createFileJournal(file);
  const collections = new Map<string, Map<string, object>>();
  let effects: Effect[] = [];

  function recordsOf(collection: string): Map<string, object> {
    const existing = collections.get(collection);
    if (existing !== undefined) return existing;
    const records = new Map<string, object>();
    collections.set(collection, records);
    return records;
  }

  function apply(line: JournalLine): void {
    for (const { collection, id, value } of line.changes) {
      if (value === undefined) recordsOf(collection).delete(id);
      else recordsOf(collection).set(id, value);
    }
    effects.push(...line.effects);
  }

  function isKnown({ collection, id, value }: Change): boolean {
    const known = recordsOf(collection).get(id);
    // The same object may have been changed in place.
    return known === undefined ? value === undefined : known !== value && isDeepStrictEqual(known, value);
  }

  const [first, ...lines] = journal.read();
  if (first === undefined) journal.append({ format: FORMAT });
  else if (!isCurrent(first)) {
    journal.close();
    throw new StateOutdated(`${file} was written by an older version of the sandbox: delete it.`);
  }
  for (const line of lines as JournalLine[]) apply(line);
  return {
    effects: () => effects,
    begin: (now) => createTransaction(recordsOf, now),
    commit(transaction) {
      // Each start puts the catalog again, which rarely differs.
      const changes = transaction.changes().filter((change) => !isKnown(change));
      const line: JournalLine = { changes, effects: transaction.effects() };
      if (line.changes.length === 0 && line.effects.length === 0) return;
      journal.append(line);
      apply(line);
    },
    reset() {
      journal.clear();
      journal.append({ format: FORMAT });
      collections.clear();
      effects = [];
    },
    close: () => journal.close(),
  };
}

function isCurrent(first: unknown): boolean {
  return typeof first === 'object' && first !== null && 'format' in first && first.format === FORMAT;
}
