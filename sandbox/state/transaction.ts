import type { Effect, EffectDetail } from './effect.ts';

/** A named set of records of one shape. `recordType` only carries the type; it is never set. */
export interface Collection<Shape extends object> {
  readonly name: string;
  readonly recordType?: Shape;
}

/** A changed record. A change without `value` removes it. */
export interface Change {
  readonly collection: string;
  readonly id: string;
  readonly value?: object;
}

/** The records and effects of one request, which are committed together or not at all. */
export interface Transaction {
  /** When the request is handled. */
  readonly now: Date;
  get<Shape extends object>(collection: Collection<Shape>, id: string): Shape | undefined;
  /** Returns the records of a collection, oldest first, including the changes of this transaction. */
  all<Shape extends object>(collection: Collection<Shape>): Generator<Shape>;
  /** Returns the oldest record that matches. */
  find<Shape extends object>(collection: Collection<Shape>, matches: (record: Shape) => boolean): Shape | undefined;
  put<Shape extends object>(collection: Collection<Shape>, id: string, record: Shape): void;
  remove<Shape extends object>(collection: Collection<Shape>, id: string): void;
  /** Returns the next number of a series, from 1. A number is never used twice, even after a removal. */
  nextNumber(series: string): number;
  /** Records an effect that happens if the transaction is committed. */
  effect(detail: EffectDetail): void;
  /** Returns the effects so far. */
  effects(): readonly Effect[];
  /** Returns the changed records so far. */
  changes(): readonly Change[];
}

const SERIES: Collection<{ last: number }> = { name: 'series' };

/**
 * Creates a transaction over committed records.
 *
 * @param committed returns the committed records of a collection
 */
export function createTransaction(
  committed: (collection: string) => ReadonlyMap<string, object>,
  now: Date,
): Transaction {
  const changed = new Map<string, Map<string, object | undefined>>();
  const effects: Effect[] = [];

  function get<Shape extends object>({ name }: Collection<Shape>, id: string): Shape | undefined {
    const changes = changed.get(name);
    const record = changes?.has(id) ? changes.get(id) : committed(name).get(id);
    return record as Shape | undefined;
  }

  function* all<Shape extends object>({ name }: Collection<Shape>): Generator<Shape> {
    const records = committed(name);
    const changes = changed.get(name);
    for (const [id, record] of records) {
      const current = changes?.has(id) ? changes.get(id) : record;
      if (current !== undefined) yield current as Shape;
    }
    for (const [id, record] of changes ?? []) if (!records.has(id) && record !== undefined) yield record as Shape;
  }

  function set({ name }: Collection<object>, id: string, record: object | undefined): void {
    const changes = changed.get(name) ?? new Map<string, object | undefined>();
    changes.set(id, record);
    changed.set(name, changes);
  }

  return {
    now,
    get,
    all,
    find(collection, matches) {
      for (const record of all(collection)) if (matches(record)) return record;
      return undefined;
    },
    put: set,
    remove: (collection, id) => set(collection, id, undefined),
    nextNumber(series) {
      const next = (get(SERIES, series)?.last ?? 0) + 1;
      set(SERIES, series, { last: next });
      return next;
    },
    effect(detail) {
      effects.push({ at: now.toISOString(), ...detail });
    },
    effects: () => effects,
    changes: () =>
      [...changed].flatMap(([collection, records]) =>
        [...records].map(([id, value]) => ({ collection, id, ...(value === undefined ? {} : { value }) })),
      ),
  };
}
