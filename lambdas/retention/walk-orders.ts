import type { OrderPosition } from '../order-store/index-keys.ts';
import type { RetentionPass, RetentionProgressStore } from './retention-progress.ts';

/** Goes through the orders of one pass. */
export interface OrderWalk {
  readonly pass: RetentionPass;
  /** Orders that were submitted on an earlier day, and on this one, have the age of the pass. */
  readonly cutoffDay: string;
  readonly today: string;
  readonly progress: RetentionProgressStore;
  /** Returns the orders of a day up to an instant, newest first. */
  ordersOf(day: string, upTo: string): AsyncIterable<OrderPosition>;
  /** Treats orders; returns those that have to stay for now. */
  treat(orderIds: readonly string[]): Promise<readonly string[]>;
  /** Completes what a crash interrupted. Called with the orders of the last call of `treat` before each other call. */
  complete(orderIds: readonly string[]): Promise<void>;
  /** Whether there is time for another batch. */
  hasTime(): boolean;
  onTooMany(count: number): void;
}

const BATCH = 25;

/** Ids of 40 bytes in an item of at most 400 KB. */
const MOST_LEFT = 5_000;

/**
 * Treats every order whose day of submission has the age of the pass, day by day. Continues where the last call stopped, and
 * once a day goes through those that had to stay.
 */
export async function walkOrders(walk: OrderWalk): Promise<void> {
  const { pass, cutoffDay, today, progress, hasTime } = walk;
  let state = await progress.read(pass);
  const save = async (changes: Partial<typeof state>): Promise<void> => {
    state = { ...state, ...changes };
    await progress.write(pass, state);
  };
  const treat = async (orderIds: readonly string[]): Promise<readonly string[]> => {
    await save({ deleting: [...orderIds] });
    return walk.treat(orderIds);
  };

  if (state.deleting.length > 0) {
    await walk.complete(state.deleting);
    await save({ deleting: [] });
  }
  if (state.checkedOn < today && state.left.length > 0) {
    const left: string[] = [];
    for (const ids of batches(state.left)) left.push(...(hasTime() ? await treat(ids) : ids));
    await save({ left, checkedOn: today, deleting: [] });
  }
  for (let day = dayAfter(state.through); day <= cutoffDay; day = dayAfter(day)) {
    if (state.left.length > MOST_LEFT) {
      walk.onTooMany(state.left.length);
      return;
    }
    let batch: string[] = [];
    for await (const { id, createdAt } of walk.ordersOf(day, state.before ?? `${day}T23:59:59.999Z`)) {
      batch.push(id);
      if (batch.length < BATCH) continue;
      const left = await treat(batch);
      // An order of the same instant may follow, so this one is treated again, to no effect.
      await save({ left: unique(state.left, left), before: createdAt, deleting: [] });
      batch = [];
      if (!hasTime()) return;
    }
    const left = batch.length > 0 ? await treat(batch) : [];
    await save({ left: unique(state.left, left), through: day, before: undefined, deleting: [] });
    if (!hasTime()) return;
  }
}

function* batches(ids: readonly string[]): Generator<readonly string[]> {
  for (let from = 0; from < ids.length; from += BATCH) yield ids.slice(from, from + BATCH);
}

function unique(left: readonly string[], more: readonly string[]): string[] {
  return [...new Set([...left, ...more])];
}

function dayAfter(day: string): string {
  return new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);
}
