import type { Effect } from './effect.ts';
import { fileJournal, type Journal, memoryJournal } from './journal.ts';
import { type Change, Transaction } from './transaction.ts';

interface JournalLine {
  readonly changes: readonly Change[];
  readonly effects: readonly Effect[];
}

/** The partners' records and effects, in memory, with every change in a journal from which the next start rebuilds them. */
export class Store {
  readonly #journal: Journal;
  readonly #collections = new Map<string, Map<string, object>>();
  #effects: Effect[] = [];

  private constructor(journal: Journal) {
    this.#journal = journal;
    for (const line of journal.read() as JournalLine[]) this.#apply(line);
  }

  /** A store that keeps its journal in `file`, or in memory without one. */
  static open(file: string | undefined): Store {
    return new Store(file === undefined ? memoryJournal() : fileJournal(file));
  }

  /** Everything that happened, oldest first. */
  get effects(): readonly Effect[] {
    return this.#effects;
  }

  /** A transaction over today's records; nothing of it counts until `commit`. */
  begin(now: Date): Transaction {
    return new Transaction((collection) => this.#collection(collection), now);
  }

  /** Keeps what the transaction did: one line, written before anybody can see it. */
  commit(transaction: Transaction): void {
    const line: JournalLine = { changes: transaction.changes(), effects: transaction.effects };
    if (line.changes.length === 0 && line.effects.length === 0) return;
    this.#journal.append(line);
    this.#apply(line);
  }

  /** Forgets every record and effect. */
  reset(): void {
    this.#journal.clear();
    this.#collections.clear();
    this.#effects = [];
  }

  close(): void {
    this.#journal.close();
  }

  #collection(name: string): Map<string, object> {
    const known = this.#collections.get(name);
    if (known !== undefined) return known;
    const records = new Map<string, object>();
    this.#collections.set(name, records);
    return records;
  }

  #apply(line: JournalLine): void {
    for (const { collection, id, value } of line.changes) {
      if (value === undefined) this.#collection(collection).delete(id);
      else this.#collection(collection).set(id, value);
    }
    this.#effects.push(...line.effects);
  }
}
