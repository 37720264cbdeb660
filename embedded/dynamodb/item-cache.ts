import type { Item } from './attribute-value.ts';
import { keyText, type StoredKey } from './stored-key.ts';

/** The items that were written or read last, parsed. Nobody may change them. */
export interface ItemCache {
  get(key: StoredKey): Item | undefined;
  set(key: StoredKey, item: Item): void;
  delete(key: StoredKey): void;
  clear(): void;
}

/** Enough for the items of the orders that are running. The memory of larger items than those is limited as well. */
const MAX_ITEMS = 250;
const MAX_ITEM_BYTES = 16_384;

/** Creates a cache, which drops the item that it has had for longest. An order's items are read within seconds, or not for long. */
export function createItemCache(): ItemCache {
  const items = new Map<string, Item>();
  return {
    get: (key) => items.get(keyText(key)),
    set(key, item) {
      const text = keyText(key);
      items.delete(text);
      items.set(text, item);
      if (items.size <= MAX_ITEMS) return;
      const [oldest] = items.keys();
      if (oldest !== undefined) items.delete(oldest);
    },
    delete: (key) => void items.delete(keyText(key)),
    clear: () => items.clear(),
  };
}

/** Returns whether an item may be cached. @param size its size in bytes, as DynamoDB counts it */
export function isCacheable(size: number): boolean {
  return size <= MAX_ITEM_BYTES;
}
