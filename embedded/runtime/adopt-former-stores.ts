import { existsSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import type { Store } from '../sqlite/store.ts';
import type { HistoryEvent } from '../step-functions/journal/history-event.ts';
import { createHistoryStore } from '../step-functions/journal/history-store.ts';
import { rowKey } from '../step-functions/journal/journal-tables.ts';
import { DataFolderOutdated } from './data-folder-lock.ts';

/** Where the stores of version 0.2 go. */
export interface Adoption {
  readonly dataDir: string;
  /** The store, with the tables of all services. */
  readonly store: Store;
  /** Name of the order table. */
  readonly table: string;
  /** Writes an item to the order table. */
  putItem(item: unknown): Promise<unknown>;
}

type Row = Readonly<Record<string, SQLInputValue>>;

/** How many items are written at the same time. */
const ITEMS_AT_ONCE = 500;

const FILES = ['dynamodb.sqlite', 'events.sqlite', 'step-functions.sqlite'] as const;

/**
 * Takes over the stores of version 0.2, which had one file for each service, and deletes them. Does nothing if there are none.
 *
 * Must run before the services start: if it is interrupted, the next start does it again from the beginning.
 *
 * @throws DataFolderOutdated the folder also holds the orders of another tenant
 */
export async function adoptFormerStores(adoption: Adoption): Promise<void> {
  const { dataDir } = adoption;
  const found = FILES.filter((file) => existsSync(join(dataDir, file)));
  if (found.length === 0) return;
  const adopt = { 'dynamodb.sqlite': adoptItems, 'events.sqlite': adoptEvents, 'step-functions.sqlite': adoptJournal };
  for (const file of found) {
    const former = new DatabaseSync(join(dataDir, file));
    try {
      await adopt[file](former, adoption);
    } finally {
      former.close();
    }
  }
  await adoption.store.commits.durable();
  for (const file of found)
    for (const suffix of ['', '-wal', '-shm']) await rm(join(dataDir, `${file}${suffix}`), { force: true });
  // A power failure must not bring the files back: they would replace what has changed since.
  const folder = await open(dataDir);
  await folder.sync().finally(() => folder.close());
}

async function adoptItems(former: DatabaseSync, { dataDir, table, putItem }: Adoption): Promise<void> {
  const other = former.prepare('SELECT name FROM tables WHERE name <> ?').get(table)?.name;
  if (other !== undefined)
    throw new DataFolderOutdated(
      `Data folder ${dataDir} also holds the table ${other}, of another tenant. Keep a copy of the folder for each tenant, delete the other table in each with version 0.2, and set DATA_DIR.`,
    );
  const id = former.prepare('SELECT id FROM tables WHERE name = ?').get(table)?.id;
  if (id === undefined) return;
  const puts: Promise<unknown>[] = [];
  for (const { item } of rowsOf(former, `SELECT item FROM data_${Number(id)}`)) {
    puts.push(putItem(JSON.parse(String(item))));
    if (puts.length === ITEMS_AT_ONCE) await Promise.all(puts.splice(0));
  }
  await Promise.all(puts);
}

async function adoptEvents(former: DatabaseSync, { store }: Adoption): Promise<void> {
  await store.commits.run(() => {
    for (const table of ['buses', 'rules', 'targets', 'events', 'deliveries']) copyTable(former, store.database, table);
  });
}

async function adoptJournal(former: DatabaseSync, { store: { database, commits } }: Adoption): Promise<void> {
  const history = createHistoryStore(database);
  const insertBranch = database.prepare('INSERT OR REPLACE INTO branches VALUES (?, ?)');
  await commits.run(() => {
    for (const table of ['definitions', 'machines', 'executions']) copyTable(former, database, table);
    for (const { execution, id, data } of rowsOf(former, 'SELECT execution, id, data FROM branches'))
      insertBranch.run(rowKey(Number(execution), Number(id)), data ?? null);
  });
  for (const { seq, stopped_at } of rowsOf(former, 'SELECT seq, stopped_at FROM executions'))
    await commits.run(() => {
      history.delete(Number(seq));
      history.append(Number(seq), eventsOf(former, Number(seq)));
      if (stopped_at !== null) history.end(Number(seq));
    });
}

function eventsOf(former: DatabaseSync, execution: number): readonly HistoryEvent[] {
  const select = former.prepare('SELECT id, previous, at, type, details FROM events WHERE execution = ? ORDER BY id');
  return select.all(execution).map(({ id, previous, at, type, details }) => ({
    id: Number(id),
    previous: Number(previous),
    at: Number(at),
    type: String(type),
    details: JSON.parse(String(details)),
  }));
}

function copyTable(from: DatabaseSync, to: DatabaseSync, table: string): void {
  for (const row of rowsOf(from, `SELECT * FROM ${table}`)) {
    const columns = Object.keys(row);
    const places = columns.map(() => '?').join(', ');
    const insert = to.prepare(`INSERT OR REPLACE INTO ${table} (${columns.join(', ')}) VALUES (${places})`);
    insert.run(...Object.values(row));
  }
}

function* rowsOf(database: DatabaseSync, sql: string): Generator<Row> {
  for (const row of database.prepare(sql).iterate()) yield row as Row;
}
