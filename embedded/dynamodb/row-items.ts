import { setField } from '../../core/json.ts';
import { unpackText } from '../sqlite/packed-text.ts';
import type { AttributeValue, Item } from './attribute-value.ts';
import type { KeySchema } from './table-definition.ts';

/** A column of a row that holds a part of a key. */
export type KeyColumn = 'hash' | 'range' | 'tableHash' | 'tableRange';

/** A key, and the columns with its values. */
export type KeyInRow = readonly [keys: KeySchema, hash: KeyColumn, range: KeyColumn];

/** Writes and reads the items of one table or index. */
export interface RowItems {
  /** Returns the JSON of an item without what its key columns hold. */
  textOf(item: Item): string;
  /** Returns the item of a row. */
  read(row: Readonly<Record<string, unknown>>): Item;
}

/**
 * Leaves the text attributes of keys out of what a row stores: its columns hold them already. Rows of version 0.2 have them, which does
 * no harm.
 */
export function createRowItems(keys: readonly KeyInRow[]): RowItems {
  const held = new Map(
    keys
      .flatMap(([{ hash, range }, hashColumn, rangeColumn]) => [
        { ...hash, column: hashColumn },
        ...(range === undefined ? [] : [{ ...range, column: rangeColumn }]),
      ])
      .filter(({ type }) => type === 'S')
      .map(({ name, column }) => [name, column]),
  );
  const isHeld = (item: Item, name: string): boolean => {
    const value = held.has(name) ? item[name] : undefined;
    // The columns are UTF-8, which cannot hold half a surrogate pair.
    return value !== undefined && 'S' in value && value.S.isWellFormed();
  };
  return {
    textOf(item) {
      const stored: Record<string, AttributeValue> = {};
      for (const name in item) if (!isHeld(item, name)) setField(stored, name, item[name] as AttributeValue);
      return JSON.stringify(stored);
    },
    read(row) {
      const ofKeys = [...held].map(([name, column]) => [name, { S: textOfBytes(row[column]) }] as const);
      return { ...Object.fromEntries(ofKeys), ...(JSON.parse(unpackText(row.item)) as Item) };
    },
  };
}

function textOfBytes(value: unknown): string {
  const { buffer, byteOffset, byteLength } = value as Uint8Array<ArrayBuffer>;
  return Buffer.from(buffer, byteOffset, byteLength).toString();
}
