import { textOf } from '../json.ts';
import type { PlacedItem } from './order-items.ts';

/**
 * Returns the number of the subscription of each item that an order buys, by the item's position in the order.
 *
 * A new order makes one subscription of each item without a parent, in their sequence; items with a parent belong to the
 * subscription of the parent. Every item belongs to the only subscription if there is one. If there are not as many numbers as
 * such items, nobody knows which is which.
 *
 * @param numbers the numbers of the subscriptions, in the sequence of the items
 */
export function subscriptionOfItem(
  bought: readonly PlacedItem[],
  numbers: readonly string[],
): ReadonlyMap<number, string> {
  const [only, ...others] = numbers;
  if (only === undefined) return new Map();
  if (others.length === 0) return new Map(bought.map(({ index }) => [index, only]));
  const roots = bought.filter(({ item }) => textOf(item.parentId) === undefined);
  if (roots.length !== numbers.length) return new Map();
  const numberOfRoot = new Map(roots.map(({ item }, position) => [item, numbers[position] ?? only]));
  const rootOf = ({ item }: PlacedItem) =>
    textOf(item.parentId) === undefined ? item : roots.find((root) => root.item.id === item.parentId)?.item;
  return new Map(
    bought.flatMap((placed) => {
      const number = numberOfRoot.get(rootOf(placed) ?? {});
      return number === undefined ? [] : [[placed.index, number] as const];
    }),
  );
}
