/** Empty results, and whether they were read. */
export interface ObservedResults {
  readonly results: Record<string, never>;
  wereRead(): boolean;
}

/**
 * Creates empty results that notice when an expression reads them.
 *
 * Observing the evaluation is exact, unlike parsing the expression: `order.country = 'FR' and results.zuora.ok` needs
 * results for orders from France only.
 */
export function observedResults(): ObservedResults {
  let read = false;
  const noting = <Result>(result: Result): Result => {
    read = true;
    return result;
  };
  const results = new Proxy<Record<string, never>>(
    {},
    {
      get: (target, key) => noting(Reflect.get(target, key)),
      has: (target, key) => noting(Reflect.has(target, key)),
      ownKeys: (target) => noting(Reflect.ownKeys(target)),
    },
  );
  return { results, wereRead: () => read };
}
