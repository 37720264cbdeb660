import type { JsonObject } from '../json.ts';
import { isErased, type OrderRecord } from './order-record.ts';
import { isAtRest } from './order-status.ts';
import { namedSubscription } from './order-subscription.ts';

/**
 * Returns the subscriptions that an order changes, by every name that it has for them. An order waits for all of its lanes, and
 * takes them in this order, which is the same for all orders: so no two orders wait for each other. Numbers come before ids of
 * records and items.
 *
 * A number that the order gives to a new subscription does not count: nothing else can change that subscription yet.
 */
export function subscriptionsChangedBy(order: JsonObject): readonly string[] {
  const named = namedSubscription(order);
  if (named === undefined) return [];
  const { conflict = [], key, recordId, ref } = named;
  const names = [key, ...conflict, recordId, ref].filter((name) => name !== undefined);
  return [...new Set(names)].toSorted((left, right) => rankOf(left) - rankOf(right) || (left < right ? -1 : 1));
}

/** Returns the rank of a name by its form alone, so that all orders agree on it. */
function rankOf(name: string): number {
  if (name.includes('/')) return 2;
  return name.startsWith('sub-') ? 1 : 0;
}

/** What decides an order's place in its lanes. */
type PlacedOrder = Pick<OrderRecord, 'id' | 'status' | 'runs' | 'operations' | 'erased' | 'erasing'>;

/**
 * Returns an order's place in its lanes during a run: `<order id>#<number>`, with the number of the run that took the place. A run
 * that follows a held one keeps its place; a run that follows a failed one, or one that yielded, takes a new one at the end.
 */
export function placeOf(order: Pick<OrderRecord, 'id' | 'runs' | 'operations'>, run: number): string {
  let first = run;
  while (first > 1 && keptPlace(order, first - 1)) first -= 1;
  return `${order.id}#${first}`;
}

/** Returns the id of the order that has a place. */
export function orderOfPlace(place: string): string {
  return place.slice(0, place.lastIndexOf('#'));
}

/** Returns whether a place in a lane still belongs to its order: it is in progress or held, in that place, and did not yield. */
export function holdsPlace(order: PlacedOrder, place: string): boolean {
  const run = order.runs.length;
  // Nothing can act on an erased order any more.
  if (isErased(order)) return false;
  return (
    (!isAtRest(order.status) || order.status === 'held') && placeOf(order, run) === place && !hasYielded(order, run)
  );
}

/** Returns whether an operator let the other orders pass during a run. */
export function hasYielded({ operations = [] }: Pick<OrderRecord, 'operations'>, run: number): boolean {
  return operations.some((operation) => operation.action === 'yield' && operation.run === run);
}

function keptPlace(order: Pick<OrderRecord, 'runs' | 'operations'>, run: number): boolean {
  return order.runs[run - 1]?.outcome === 'held' && !hasYielded(order, run);
}
