/** Values kept between the attempts that one function instance serves, e.g. access tokens. */
export interface RememberedValues {
  /** Returns the kept value, or loads it. Concurrent callers share one load, and a failed load is not kept. */
  remember<T>(key: string, load: () => Promise<{ readonly value: T; readonly seconds: number }>): Promise<T>;
  forget(key: string): void;
  /** Returns every kept text, so that it can be redacted from what is stored. */
  texts(): readonly string[];
}

/** @param now milliseconds since the epoch */
export function createRememberedValues(now: () => number): RememberedValues {
  const kept = new Map<string, { until: number; readonly value: Promise<unknown> }>();
  const texts = new Map<string, string>();

  return {
    async remember<T>(key: string, load: () => Promise<{ readonly value: T; readonly seconds: number }>): Promise<T> {
      const known = kept.get(key);
      if (known !== undefined && known.until > now()) return known.value as Promise<T>;
      const loading = load();
      const entry = { until: Number.POSITIVE_INFINITY, value: loading.then(({ value }) => value) };
      kept.set(key, entry);
      try {
        const { value, seconds } = await loading;
        entry.until = now() + seconds * 1000;
        if (typeof value === 'string') texts.set(key, value);
        return value;
      } catch (error) {
        entry.value.catch(() => undefined);
        if (kept.get(key) === entry) kept.delete(key);
        throw error;
      }
    },
    forget(key) {
      kept.delete(key);
    },
    texts: () => [...texts.values()],
  };
}
