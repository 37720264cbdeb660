import { isJsonObject, type JsonObject, type JsonValue, textOf } from '../json.ts';

/** An item of an order, and its position in `orderItems`, from 0. */
export interface PlacedItem<Item = JsonObject> {
  readonly item: Item;
  readonly index: number;
}

/**
 * Returns whether an item, an add-on or an update takes something away: its `orderItemActionType`, or the `type` of an update,
 * is `remove`. Everything else is bought.
 */
export function isRemoved(entry: { readonly orderItemActionType?: unknown }): boolean {
  return entry.orderItemActionType === 'remove';
}

/** Returns the items of a list that are bought, with their positions in the list. */
export function boughtOf<Item extends { readonly orderItemActionType?: unknown }>(
  items: readonly Item[],
): readonly PlacedItem<Item>[] {
  return items.map((item, index) => ({ item, index })).filter(({ item }) => !isRemoved(item));
}

/** What an order buys and what it removes. */
export interface OrderedItems {
  readonly bought: readonly PlacedItem[];
  readonly removed: readonly PlacedItem[];
  /** Whether the order lists changes: `updates`, or items with an action. Otherwise it lists everything that there is afterwards. */
  readonly listsChanges: boolean;
}

/**
 * Reads what an order buys and what it removes, for every order type in the same way.
 *
 * These are its `orderItems`, or else the entries of its `updates`, or else its own `offer`, which is bought. An item is removed
 * if its `orderItemActionType` is `remove`, an update if its `type` is. An update that suspends, resumes or reactivates the
 * subscription is neither.
 */
export function orderedItems(order: JsonObject): OrderedItems {
  const items = entriesOf(order).map((item, index) => ({ item, index }));
  return {
    bought: items.filter(({ item }) => !isRemoved(item) && !changesState(item)),
    removed: items.filter(({ item }) => isRemoved(item)),
    listsChanges: items.some(({ item }) => textOf(item.orderItemActionType) !== undefined),
  };
}

/** Types of updates of a whole subscription, which neither buy nor remove anything. */
const STATE_CHANGES: readonly unknown[] = ['suspend', 'resume', 'reactivate'];

function changesState({ orderItemActionType }: JsonObject): boolean {
  return STATE_CHANGES.includes(orderItemActionType);
}

function entriesOf({ offer, orderItems, updates }: JsonObject): readonly JsonObject[] {
  const items = objectsOf(orderItems);
  if (items.length > 0) return items;
  const changes = objectsOf(updates);
  if (changes.length > 0) {
    return changes.map(({ type, ...update }) => ({ ...update, orderItemActionType: type ?? null }));
  }
  return isJsonObject(offer) ? [{ offer }] : [];
}

/** Returns the objects of a list; none of anything else. */
export function objectsOf(list: JsonValue | undefined): readonly JsonObject[] {
  return Array.isArray(list) ? list.filter(isJsonObject) : [];
}

/** The offer attribute with which a channel says that a subscription waits for its activation. */
export const ACTIVATION_ATTRIBUTE = 'requires_service_activation__limio';

/**
 * Returns whether the subscription of an item waits for an `activation` order before it starts.
 *
 * @param attribute the attribute of the offer that says so, if true
 */
export function waitsForActivation({ offer }: { readonly offer?: unknown }, attribute: string): boolean {
  const data = isJsonObject(offer) ? offer.data : undefined;
  const attributes = isJsonObject(data) ? data.attributes : undefined;
  return isJsonObject(attributes) && attributes[attribute] === true;
}
