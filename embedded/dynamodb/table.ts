import { isDeepStrictEqual } from 'node:util';
import { type AttributeValue, type Item, keyBytes, parseItem, sizeOfItem, typeOf } from './attribute-value.ts';
import { invalid } from './request.ts';
import type { StoredItem, TableStorage } from './storage.ts';
import type { StoredIndexKey, StoredKey } from './stored-key.ts';
import {
  type IndexDefinition,
  type KeyAttribute,
  type KeySchema,
  keyAttributes,
  keyNames,
} from './table-definition.ts';

const MAX_ITEM_BYTES = 400 * 1024;
const NO_RANGE = Buffer.alloc(0);

/** A parsed item with its key. */
export interface FoundItem {
  readonly key: StoredKey;
  /** Undefined if there is no such item. */
  readonly item: Item | undefined;
}

/**
 * Checks the `Key` of a request and reads its item.
 *
 * @throws AwsServiceError ValidationException: it is not exactly the key of the table
 */
export function findItem(table: TableStorage, key: unknown): FoundItem {
  const given = parseItem(key);
  const { keys } = table.definition;
  if (Object.keys(given).length !== keyNames(keys).length) throw keyMismatch();
  for (const { name, type } of keyAttributes(keys)) {
    const value = given[name];
    if (value === undefined || typeOf(value) !== type) throw keyMismatch();
    checkNotEmpty(name, value);
  }
  return readItem(table, storedKey(keys, given));
}

/** Reads the item that another one would replace. See {@link checkItem} for what may be stored. */
export function findReplaced(table: TableStorage, item: Item): FoundItem {
  return readItem(table, storedKey(table.definition.keys, item));
}

function readItem(table: TableStorage, key: StoredKey): FoundItem {
  return { key, item: table.get(key) };
}

/**
 * Checks that the table can store an item, and returns its size.
 *
 * @throws AwsServiceError ValidationException: a key is missing, empty or of another type, or the item is too large
 */
export function checkItem(table: TableStorage, item: Item, tooLarge: string): number {
  const { keys, indexes } = table.definition;
  for (const { name, type } of keyAttributes(keys)) {
    const value = item[name];
    if (value === undefined)
      throw invalid(`One or more parameter values were invalid: Missing the key ${name} in the item`);
    if (typeOf(value) !== type)
      throw invalid(
        `One or more parameter values were invalid: Type mismatch for key ${name} expected: ${type} actual: ${typeOf(value)}`,
      );
    checkNotEmpty(name, value);
  }
  for (const index of indexes) for (const key of keyAttributes(index.keys)) checkIndexKey(index, key, item[key.name]);
  const size = sizeOfItem(item);
  if (size > MAX_ITEM_BYTES) throw invalid(tooLarge);
  return size;
}

function checkIndexKey(index: IndexDefinition, { name, type }: KeyAttribute, value: AttributeValue | undefined): void {
  if (value === undefined) return;
  if (typeOf(value) !== type)
    throw invalid(
      `One or more parameter values were invalid: Type mismatch for Index Key ${name} Expected: ${type} Actual: ${typeOf(value)} IndexName: ${index.name}`,
    );
  if (isEmpty(value))
    throw invalid(
      `One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty string value. IndexName: ${index.name}, IndexKey: ${name}`,
    );
}

function checkNotEmpty(name: string, value: AttributeValue): void {
  if (!isEmpty(value)) return;
  const kind = 'B' in value ? 'binary' : 'string';
  throw invalid(
    `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ${kind} value. Key: ${name}`,
  );
}

function isEmpty(value: AttributeValue): boolean {
  return ('S' in value && value.S === '') || ('B' in value && value.B === '');
}

/** Writes an item, or deletes it if `after` is undefined, and updates every index. */
export function writeItem(
  table: TableStorage,
  { key, item: before }: FoundItem,
  after: { readonly item: Item; readonly size: number } | undefined,
): void {
  if (after !== undefined) table.put(key, after, before !== undefined);
  else if (before !== undefined) table.delete(key);
  table.definition.indexes.forEach((index, at) => {
    if (before !== undefined && after !== undefined && hasSameEntry(table, index, before, after.item)) return;
    const old = before && entryOf(table, index, key, before);
    const next = after && entryOf(table, index, key, after.item);
    if (old !== undefined && next !== undefined && isSameKey(old.key, next.key)) {
      if (!isDeepStrictEqual(old.item, next.item)) table.putEntry(at, next.key, next);
      return;
    }
    if (old !== undefined) table.deleteEntry(at, old.key);
    if (next !== undefined) table.putEntry(at, next.key, next);
  });
}

/** Adds the entries of all items to an index that has none. @param at position of the index in the definition */
export function fillIndex(table: TableStorage, at: number): void {
  const index = table.definition.indexes[at];
  if (index === undefined) throw new TypeError(`Table ${table.definition.name} has no index number ${at}.`);
  for (const { item } of table.read({})) {
    const entry = entryOf(table, index, storedKey(table.definition.keys, item), item);
    if (entry !== undefined) table.putEntry(at, entry.key, entry);
  }
}

/** Returns whether an index certainly has the same entry for both items. Attributes that an update leaves alone are the same objects. */
function hasSameEntry({ definition }: TableStorage, index: IndexDefinition, before: Item, after: Item): boolean {
  const { keys, projection } = index;
  if (projection.type === 'ALL') return false;
  const isSame = (name: string): boolean => before[name] === after[name];
  return keyNames(keys).every(isSame) && keyNames(definition.keys).every(isSame) && projection.attributes.every(isSame);
}

/** Returns the entry of an item in an index; undefined if the item lacks a key of the index. */
function entryOf(
  table: TableStorage,
  index: IndexDefinition,
  tableKey: StoredKey,
  item: Item,
): (StoredItem & { readonly key: StoredIndexKey }) | undefined {
  if (keyNames(index.keys).some((name) => item[name] === undefined)) return undefined;
  const projected = projectToIndex(table, index, item);
  return {
    key: { ...storedKey(index.keys, item), tableKey },
    item: projected,
    size: sizeOfItem(projected),
  };
}

function projectToIndex({ definition }: TableStorage, { keys, projection }: IndexDefinition, item: Item): Item {
  if (projection.type === 'ALL') return item;
  const names = new Set([...keyNames(definition.keys), ...keyNames(keys), ...projection.attributes]);
  return Object.fromEntries(Object.entries(item).filter(([name]) => names.has(name)));
}

/** Encodes the key of an item for a table or an index. */
export function storedKey({ hash, range }: KeySchema, item: Item): StoredKey {
  const bytes = (name: string): Buffer => {
    const value = item[name];
    if (value === undefined) throw new TypeError(`An item without key ${name} passed validation.`);
    return keyBytes(value);
  };
  return { hash: bytes(hash.name), range: range === undefined ? NO_RANGE : bytes(range.name) };
}

function isSameKey(left: StoredKey, right: StoredKey): boolean {
  return left.hash.equals(right.hash) && left.range.equals(right.range);
}

const keyMismatch = () => invalid('The provided key element does not match the schema');
