import type { LimitClass, LimitKind, Usage } from './limit.ts';

/** Counts of the requests of a class. */
export interface Counts {
  /** Requests that have arrived. */
  readonly requests: number;
  /** Most requests at a time, also counting those that were refused. */
  readonly peak: number;
  /** Requests that exceeded a limit. */
  readonly refused: Readonly<Record<LimitKind, number>>;
}

/** Counts the requests of a class against its limits. */
export interface Counter {
  /** Counts a request. Returns the limit that it exceeds, if any: then it takes no place of another request. */
  enter(
    limits: LimitClass,
    nowMs: number,
  ): { readonly exceeded: LimitKind | undefined; readonly usage: Usage; leave(): void };
  counts(): Counts;
}

/** Creates a counter. */
export function createCounter(): Counter {
  const running = new Set<{ readonly sinceMs: number }>();
  const windows = new Map<number, { start: number; used: number }>();
  const refused = { concurrency: 0, rate: 0 };
  let present = 0;
  let peak = 0;
  let requests = 0;

  function countInWindows({ rates = [] }: LimitClass, nowMs: number): Usage['rate'] {
    const states = rates.map((limit) => {
      const lengthMs = limit.seconds * 1000;
      const start = nowMs - (nowMs % lengthMs);
      const known = windows.get(limit.seconds);
      const used = (known?.start === start ? known.used : 0) + 1;
      windows.set(limit.seconds, { start, used });
      const resetSeconds = Math.ceil((start + lengthMs - nowMs) / 1000);
      return { limit, used, remaining: Math.max(0, limit.requests - used), resetSeconds };
    });
    return states.toSorted((one, other) => one.remaining - other.remaining)[0];
  }

  return {
    enter(limits, nowMs) {
      const { concurrency, countsAfterMs = 0, name } = limits;
      requests += 1;
      present += 1;
      peak = Math.max(peak, present);
      const rate = countInWindows(limits, nowMs);
      const counted = [...running].filter(({ sinceMs }) => nowMs - sinceMs >= countsAfterMs).length;
      const isFull = concurrency !== undefined && counted >= concurrency;
      const exceeded =
        rate !== undefined && rate.used > rate.limit.requests ? 'rate' : isFull ? 'concurrency' : undefined;
      const place = { sinceMs: nowMs };
      if (exceeded === undefined) running.add(place);
      else refused[exceeded] += 1;
      const left = concurrency === undefined ? undefined : Math.max(0, concurrency - counted - 1);
      let isPresent = true;
      return {
        exceeded,
        usage: {
          of: name,
          ...(concurrency !== undefined && { concurrency: { limit: concurrency, remaining: left ?? 0 } }),
          ...(rate !== undefined && { rate }),
        },
        leave() {
          if (isPresent) present -= 1;
          isPresent = false;
          running.delete(place);
        },
      };
    },
    counts: () => ({ requests, peak, refused: { ...refused } }),
  };
}
