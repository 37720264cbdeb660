/** The encoded key of an item; `range` is empty without a sort key. */
export interface StoredKey {
  readonly hash: Buffer;
  readonly range: Buffer;
}

/** The encoded key of an index entry: the index's key, then the table's. */
export interface StoredIndexKey extends StoredKey {
  readonly tableKey: StoredKey;
}

/** Returns a text that is different for every key of a table. */
export function keyText({ hash, range }: StoredKey): string {
  return `${hash.length} ${hash.toString('latin1')}${range.toString('latin1')}`;
}
