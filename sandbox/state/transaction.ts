import type { Collection } from './collection.ts';
import type { Effect, PartnerName } from './effect.ts';

/** One changed record; no `value` means that it was removed. */
export interface Change {
  readonly collection: string;
  readonly id: string;
  readonly value?: object;
}

/** What an effect is told; the transaction adds the time. */
export interface EffectDetail {
  readonly partner: PartnerName;
  readonly kind: string;
  readonly key: string;
  readonly [detail: string]: unknown;
}

/** The records and the effects of one request: they are kept together or not at all. */
export class Transaction {
  readonly #base: (collection: string) => ReadonlyMap<string, object>;
  readonly #now: Date;
  readonly #changed = new Map<string, Map<string, object | undefined>>();
  readonly effects: Effect[] = [];

  constructor(base: (collection: string) => ReadonlyMap<string, object>, now: Date) {
    this.#base = base;
    this.#now = now;
  }

  /** When the request is handled. */
  get now(): Date {
    return this.#now;
  }

  get<Shape extends object>(collection: Collection<Shape>, id: string): Shape | undefined {
    const changed = this.#changed.get(collection.name);
    const record = changed?.has(id) ? changed.get(id) : this.#base(collection.name).get(id);
    return record as Shape | undefined;
  }

  /** The records of a collection, oldest first, with what this transaction changed. */
  *all<Shape extends object>(collection: Collection<Shape>): Generator<Shape> {
    const base = this.#base(collection.name);
    const changed = this.#changed.get(collection.name);
    for (const [id, record] of base) {
      const current = changed?.has(id) ? changed.get(id) : record;
      if (current !== undefined) yield current as Shape;
    }
    for (const [id, record] of changed ?? []) if (!base.has(id) && record !== undefined) yield record as Shape;
  }

  /** The oldest record that fits. */
  find<Shape extends object>(collection: Collection<Shape>, fits: (record: Shape) => boolean): Shape | undefined {
    for (const record of this.all(collection)) if (fits(record)) return record;
    return undefined;
  }

  put<Shape extends object>(collection: Collection<Shape>, id: string, record: Shape): void {
    this.#set(collection.name, id, record);
  }

  remove<Shape extends object>(collection: Collection<Shape>, id: string): void {
    this.#set(collection.name, id, undefined);
  }

  /** The next number of a series, from 1; a number is never given twice, even after a removal. */
  nextNumber(series: string): number {
    const last = this.get(SERIES, series)?.last ?? 0;
    this.put(SERIES, series, { last: last + 1 });
    return last + 1;
  }

  /** Notes something that happens if the transaction is kept. */
  effect(detail: EffectDetail): void {
    this.effects.push({ at: this.#now.toISOString(), ...detail });
  }

  changes(): Change[] {
    return [...this.#changed].flatMap(([collection, records]) =>
      [...records].map(([id, value]) => ({ collection, id, ...(value === undefined ? {} : { value }) })),
    );
  }

  #set(collection: string, id: string, record: object | undefined): void {
    const records = this.#changed.get(collection) ?? new Map<string, object | undefined>();
    records.set(id, record);
    this.#changed.set(collection, records);
  }
}

const SERIES: Collection<{ last: number }> = { name: 'series' };
