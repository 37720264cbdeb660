import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { packText } from '../sqlite/packed-text.ts';
import type { Item } from './attribute-value.ts';
import { createItemCache, type ItemCache, isCacheable } from './item-cache.ts';
import type { Bound, KeyRange } from './key-condition.ts';
import { createRowItems, type RowItems } from './row-items.ts';
import type { StoredIndexKey, StoredKey } from './stored-key.ts';
import type { IndexDefinition, TableDefinition } from './table-definition.ts';

/** An item, and its size in bytes as DynamoDB counts it. */
export interface StoredItem {
  readonly item: Item;
  readonly size: number;
}

/** One stored table. The caller that writes an item also writes its index entries. */
export interface TableStorage {
  readonly definition: TableDefinition;
  get(key: StoredKey): Item | undefined;
  /**
   * Writes an item. A short one that is new stays text, since most change soon: those of steps that run.
   *
   * @param isReplaced whether there is an item with this key
   */
  put(key: StoredKey, item: StoredItem, isReplaced: boolean): void;
  delete(key: StoredKey): void;
  /** @param index position in the definition */
  putEntry(index: number, key: StoredIndexKey, item: StoredItem): void;
  deleteEntry(index: number, key: StoredIndexKey): void;
  /**
   * Reads items lazily, in the order of their keys.
   *
   * @param request `index`: position in the definition, or undefined for the table; `range`: everything if absent; `after`:
   *   the key to start after
   */
  read(request: ReadRequest): Iterable<StoredItem>;
  statistics(): { readonly items: number; readonly bytes: number };
}

/** A read of a table or an index. */
export interface ReadRequest {
  readonly index?: number | undefined;
  readonly range?: KeyRange;
  readonly after?: StoredIndexKey | StoredKey;
  readonly backward?: boolean;
}

/** Every table of a database. */
export interface Storage {
  /** Table names in alphabetical order. */
  tableNames(): readonly string[];
  table(name: string): TableStorage | undefined;
  create(definition: TableDefinition): TableStorage;
  drop(name: string): void;
  /** Adds an index, without entries, to a table that exists. Returns the table with it. */
  addIndex(name: string, index: IndexDefinition): TableStorage;
  /** Must be called when writes were rolled back: forgets what is cached. */
  rolledBack(): void;
}

const CATALOG = `
  CREATE TABLE IF NOT EXISTS tables (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, definition TEXT NOT NULL) STRICT;
`;

/** Called after each write of an item, before its group is committed. */
type OnWrite = (table: string, key: StoredKey) => void;

/** Opens the tables of a database. */
export function openStorage(database: DatabaseSync, onWrite: OnWrite = () => {}): Storage {
  database.exec(CATALOG);
  const insert = database.prepare('INSERT INTO tables (name, definition) VALUES (?, ?)');
  const redefine = database.prepare('UPDATE tables SET definition = ? WHERE id = ?');
  const rows = database.prepare('SELECT id, definition FROM tables').all();
  const tables = new Map<string, { readonly id: number; readonly storage: TableStorage; readonly cache: ItemCache }>();
  const register = (id: number, definition: TableDefinition): TableStorage => {
    const cache = createItemCache();
    const storage = openTable(database, { id, definition, cache }, onWrite);
    tables.set(definition.name, { id, storage, cache });
    return storage;
  };
  for (const row of rows) register(Number(row.id), JSON.parse(String(row.definition)) as TableDefinition);
  return {
    tableNames: () => [...tables.keys()].sort(),
    table: (name) => tables.get(name)?.storage,
    create(definition) {
      const id = Number(insert.run(definition.name, JSON.stringify(definition)).lastInsertRowid);
      database.exec(tableSql(id, definition));
      return register(id, definition);
    },
    drop(name) {
      const found = tables.get(name);
      if (found === undefined) return;
      const { indexes } = found.storage.definition;
      tables.delete(name);
      database.exec(`DROP TABLE data_${found.id}; DELETE FROM tables WHERE id = ${found.id}`);
      for (const at of indexes.keys()) database.exec(`DROP TABLE index_${found.id}_${at}`);
    },
    addIndex(name, index) {
      const found = tables.get(name);
      if (found === undefined) throw new TypeError(`There is no table ${name} to add index ${index.name} to.`);
      const { id, storage } = found;
      const definition = { ...storage.definition, indexes: [...storage.definition.indexes, index] };
      redefine.run(JSON.stringify(definition), id);
      database.exec(indexSql(id, storage.definition.indexes.length));
      return register(id, definition);
    },
    rolledBack() {
      for (const { cache } of tables.values()) cache.clear();
    },
  };
}

function tableSql(id: number, { indexes }: TableDefinition): string {
  const entries = indexes.map((_, at) => indexSql(id, at));
  return `CREATE TABLE data_${id} (
      hash BLOB NOT NULL, range BLOB NOT NULL, item ANY NOT NULL, size INTEGER NOT NULL, PRIMARY KEY (hash, range)
    ) STRICT; ${entries.join('\n')}`;
}

function indexSql(id: number, at: number): string {
  return `CREATE TABLE index_${id}_${at} (
      hash BLOB NOT NULL, range BLOB NOT NULL, tableHash BLOB NOT NULL, tableRange BLOB NOT NULL,
      item ANY NOT NULL, size INTEGER NOT NULL, PRIMARY KEY (hash, range, tableHash, tableRange)
    ) STRICT, WITHOUT ROWID;`;
}

interface TableParts {
  readonly id: number;
  readonly definition: TableDefinition;
  readonly cache: ItemCache;
}

/** A longer new item is compressed at once: what replaces it is shorter, and would leave the rest of its page empty. */
const MAX_UNPACKED_LENGTH = 1_000;

function openTable(database: DatabaseSync, { id, definition, cache }: TableParts, onWrite: OnWrite): TableStorage {
  const data = `data_${id}`;
  const prepared = new Map<string, StatementSync>();
  const prepare = (sql: string): StatementSync => {
    const found = prepared.get(sql) ?? database.prepare(sql);
    prepared.set(sql, found);
    return found;
  };
  const rowItems = createRowItems([[definition.keys, 'hash', 'range']]);
  const entryItems = definition.indexes.map(({ keys }) =>
    createRowItems([
      [keys, 'hash', 'range'],
      [definition.keys, 'tableHash', 'tableRange'],
    ]),
  );
  const itemsOf = (index: number | undefined): RowItems =>
    (index === undefined ? undefined : entryItems[index]) ?? rowItems;
  return {
    definition,
    get(key) {
      const cached = cache.get(key);
      if (cached !== undefined) return cached;
      const row = prepare(`SELECT hash, range, item, size FROM ${data} WHERE hash = ? AND range = ?`).get(
        key.hash,
        key.range,
      );
      if (row === undefined) return undefined;
      const item = rowItems.read(row);
      if (isCacheable(Number(row.size))) cache.set(key, item);
      return item;
    },
    put({ hash, range }, { item, size }, isReplaced) {
      const text = rowItems.textOf(item);
      prepare(
        `INSERT INTO ${data} (hash, range, item, size) VALUES (?, ?, ?, ?)
         ON CONFLICT (hash, range) DO UPDATE SET item = excluded.item, size = excluded.size`,
      ).run(hash, range, isReplaced || text.length > MAX_UNPACKED_LENGTH ? packText(text) : text, size);
      if (isCacheable(size)) cache.set({ hash, range }, item);
      else cache.delete({ hash, range });
      onWrite(definition.name, { hash, range });
    },
    delete({ hash, range }) {
      prepare(`DELETE FROM ${data} WHERE hash = ? AND range = ?`).run(hash, range);
      cache.delete({ hash, range });
      onWrite(definition.name, { hash, range });
    },
    putEntry(index, { hash, range, tableKey }, { item, size }) {
      prepare(
        `INSERT OR REPLACE INTO index_${id}_${index} (hash, range, tableHash, tableRange, item, size) VALUES (?, ?, ?, ?, ?, ?)`,
      ).run(hash, range, tableKey.hash, tableKey.range, packText(itemsOf(index).textOf(item)), size);
    },
    deleteEntry(index, { hash, range, tableKey }) {
      prepare(`DELETE FROM index_${id}_${index} WHERE hash = ? AND range = ? AND tableHash = ? AND tableRange = ?`).run(
        hash,
        range,
        tableKey.hash,
        tableKey.range,
      );
    },
    *read(request) {
      const { sql, values } = selectSql(id, request);
      for (const row of prepare(sql).iterate(...values)) {
        const key = request.index === undefined && { hash: bytesOf(row.hash), range: bytesOf(row.range) };
        const item = (key && cache.get(key)) || itemsOf(request.index).read(row);
        yield { item, size: Number(row.size) };
      }
    },
    statistics() {
      const row = prepare(`SELECT count(*) AS items, coalesce(sum(size), 0) AS bytes FROM ${data}`).get();
      return { items: Number(row?.items), bytes: Number(row?.bytes) };
    },
  };
}

function selectSql(
  id: number,
  { index, range, after, backward = false }: ReadRequest,
): {
  readonly sql: string;
  readonly values: readonly Buffer[];
} {
  const columns = index === undefined ? ['hash', 'range'] : ['hash', 'range', 'tableHash', 'tableRange'];
  const conditions: string[] = [];
  const values: Buffer[] = [];
  const where = (condition: string, ...bound: readonly Buffer[]): void => {
    conditions.push(condition);
    values.push(...bound);
  };
  if (range !== undefined) where('hash = ?', range.hash);
  if (range?.from !== undefined) where(`range ${comparison('>', range.from)} ?`, range.from.bytes);
  if (range?.to !== undefined) where(`range ${comparison('<', range.to)} ?`, range.to.bytes);
  if (after !== undefined) {
    const tableKey = 'tableKey' in after ? [after.tableKey.hash, after.tableKey.range] : [];
    where(
      `(${columns.join(', ')}) ${backward ? '<' : '>'} (${columns.map(() => '?').join(', ')})`,
      after.hash,
      after.range,
      ...tableKey,
    );
  }
  const direction = backward ? ' DESC' : '';
  return {
    sql: `SELECT ${columns.join(', ')}, item, size FROM ${index === undefined ? `data_${id}` : `index_${id}_${index}`}
      ${conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`}
      ORDER BY ${columns.map((column) => `${column}${direction}`).join(', ')}`,
    values,
  };
}

function bytesOf(value: unknown): Buffer {
  const { buffer, byteOffset, byteLength } = value as Uint8Array<ArrayBuffer>;
  return Buffer.from(buffer, byteOffset, byteLength);
}

function comparison(operator: '<' | '>', { inclusive }: Bound): string {
  return inclusive ? `${operator}=` : operator;
}
