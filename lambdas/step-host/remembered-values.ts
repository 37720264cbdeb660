/** Loads a value, and says for how many seconds it may be kept. */
type Load<T> = () => Promise<{ readonly value: T; readonly seconds: number }>;

/** Values kept between the attempts that one function instance serves, e.g. access tokens. */
export interface RememberedValues {
  /**
   * Returns the kept value, or loads it. Concurrent callers share one load. A failed load is not kept, and the callers
   * that waited for it each load the value themselves.
   */
  remember<T>(key: string, load: Load<T>): Promise<T>;
  forget(key: string): void;
  /** Returns every kept text, so that it can be redacted from what is stored. */
  texts(): readonly string[];
}

/** @param now milliseconds since the epoch */
export function createRememberedValues(now: () => number): RememberedValues {
  const kept = new Map<string, { until: number; readonly value: Promise<unknown> }>();
  const texts = new Map<string, string>();

  const loadAndKeep = async <T>(key: string, load: Load<T>): Promise<T> => {
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
  };

  return {
    async remember<T>(key: string, load: Load<T>): Promise<T> {
      const known = kept.get(key);
      if (known === undefined || known.until <= now()) return loadAndKeep(key, load);
      // A load ends with the attempt that started it, and its error says nothing about requests of another attempt.
      return (known.value as Promise<T>).catch(() => loadAndKeep(key, load));
    },
    forget(key) {
      kept.delete(key);
    },
    texts: () => [...texts.values()],
  };
}
