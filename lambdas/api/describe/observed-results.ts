/** Empty results, and whether they were read. */
export interface ObservedResults {
  readonly results: Record<string, never>;
  wereRead(): boolean;
}

/**
 * Creates empty results that record whether an expression reads them.
 *
 * Observing the evaluation is exact, whereas parsing the expression is not: `order.country = 'FR' and results.zuora.ok`
 * needs results for orders from France only.
 */
export function observedResults(): ObservedResults {
  let read = false;
  const recordRead = <Result>(result: Result): Result => {
    read = true;
    return result;
  };
  const results = new Proxy<Record<string, never>>(
    {},
    {
      get: (target, key) => recordRead(Reflect.get(target, key)),
      has: (target, key) => recordRead(Reflect.has(target, key)),
      ownKeys: (target) => recordRead(Reflect.ownKeys(target)),
    },
  );
  return { results, wereRead: () => read };
}
