import type { LimitChange, LimitClass, LimitKind, Usage } from './limit.ts';
import { type Counter, type Counts, createCounter } from './limit-counter.ts';
import type { Partner } from './partner.ts';
import type { Route } from './route.ts';

/** A request while a partner works on it. */
export interface Visit {
  /** The limit that the request exceeds, if any. */
  readonly exceeded: LimitKind | undefined;
  readonly usage: Usage | undefined;
  /** How long the request runs before it takes effect, in milliseconds. */
  readonly latencyMs: number;
  /** Locks records until the request has taken effect. Returns false if another request has locked one of them. */
  lock(records: readonly string[]): boolean;
  /** Frees the records. */
  unlock(): void;
  /** The request has its answer. */
  leave(): void;
}

/** Limits of one partner, and the requests so far. */
export interface LimitsView extends Counts {
  readonly partner: string;
  /** Limit for all requests but those for tokens; null if there is none. */
  readonly concurrency: number | null;
  readonly rates: NonNullable<LimitClass['rates']>;
  readonly latencyMs: number;
  /** Requests that found a record locked. */
  readonly lockConflicts: number;
  readonly classes: readonly (LimitClass & Counts)[];
}

/** Limits of all partners, counted in memory: they start anew with the sandbox. */
export interface Limits {
  /** Counts a request from its arrival. */
  enter(partner: Partner, route: Route | undefined): Visit;
  change(change: LimitChange): void;
  list(): LimitsView[];
  /** Clears the counts and the changes. */
  reset(): void;
}

interface PartnerState {
  readonly partner: Partner;
  all: LimitClass;
  latencyMs: number;
  lockConflicts: number;
  readonly total: Counter;
  readonly counters: ReadonlyMap<string, Counter>;
  readonly locked: Set<string>;
}

/** Creates the limits of the partners. @param now the partners' clock */
export function createLimits(partners: readonly Partner[], now: () => Date): Limits {
  const start = (): Map<string, PartnerState> => new Map(partners.map((partner) => [partner.name, newState(partner)]));
  let states = start();
  return {
    enter(partner, route) {
      const state = states.get(partner.name) ?? newState(partner);
      const nowMs = now().getTime();
      const ownName = route && partner.limits?.classOf(route);
      const own = partner.limits?.classes.find(({ name }) => name === ownName);
      const places = [
        ...(own === undefined ? [] : [state.counters.get(own.name)?.enter(own, nowMs)]),
        ...(route?.kind === 'token' ? [] : [state.total.enter(state.all, nowMs)]),
      ].filter((place) => place !== undefined);
      let mine: readonly string[] = [];
      const unlock = (): void => {
        for (const record of mine) state.locked.delete(record);
        mine = [];
      };
      return {
        exceeded: places.find(({ exceeded }) => exceeded !== undefined)?.exceeded,
        usage: tightest(places.map(({ usage }) => usage)),
        latencyMs: state.latencyMs,
        lock(records) {
          if (records.some((record) => state.locked.has(record))) {
            state.lockConflicts += 1;
            return false;
          }
          mine = [...mine, ...records];
          for (const record of records) state.locked.add(record);
          return true;
        },
        unlock,
        leave() {
          unlock();
          for (const place of places) place.leave();
        },
      };
    },
    change({ concurrency, latencyMs, partner, rates }) {
      const state = states.get(partner);
      if (state === undefined) return;
      state.all = {
        ...state.all,
        ...(concurrency !== undefined && { concurrency: concurrency ?? undefined }),
        ...(rates !== undefined && { rates }),
      };
      state.latencyMs = latencyMs ?? state.latencyMs;
    },
    list: () => [...states.values()].map(viewOf),
    reset() {
      states = start();
    },
  };
}

function newState(partner: Partner): PartnerState {
  const classes = partner.limits?.classes ?? [];
  return {
    partner,
    all: { name: 'all' },
    latencyMs: 0,
    lockConflicts: 0,
    total: createCounter(),
    counters: new Map(classes.map(({ name }) => [name, createCounter()])),
    locked: new Set(),
  };
}

/** Joins the usages of a class and of all requests: the one with less left counts. */
function tightest([first, ...others]: readonly Usage[]): Usage | undefined {
  return others.reduce((one, other) => {
    if (one === undefined) return other;
    const concurrency = least(one.concurrency, other.concurrency);
    const rate = least(one.rate, other.rate);
    return { of: one.of, ...(concurrency && { concurrency }), ...(rate && { rate }) };
  }, first);
}

function least<Left extends { readonly remaining: number }>(
  one: Left | undefined,
  other: Left | undefined,
): Left | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return other.remaining < one.remaining ? other : one;
}

function viewOf({ all, counters, latencyMs, lockConflicts, partner, total }: PartnerState): LimitsView {
  const classes = (partner.limits?.classes ?? []).flatMap((one) => {
    const counter = counters.get(one.name);
    return counter === undefined ? [] : [{ ...one, ...counter.counts() }];
  });
  const { concurrency = null, rates = [] } = all;
  return { partner: partner.name, concurrency, rates, latencyMs, lockConflicts, ...total.counts(), classes };
}
