/** Results of no steps, and whether anybody has looked into them. */
export interface ObservedResults {
  readonly results: Record<string, never>;
  wereRead(): boolean;
}

/**
 * Makes results that notice when an expression looks into them.
 *
 * Watching the evaluation is exact where reading the expression is not: `order.country = 'FR' and results.zuora.ok` needs
 * results for orders from France only.
 */
export function observedResults(): ObservedResults {
  let read = false;
  const noticing = <Result>(result: Result): Result => {
    read = true;
    return result;
  };
  const results = new Proxy<Record<string, never>>(
    {},
    {
      get: (target, key) => noticing(Reflect.get(target, key)),
      has: (target, key) => noticing(Reflect.has(target, key)),
      ownKeys: (target) => noticing(Reflect.ownKeys(target)),
    },
  );
  return { results, wereRead: () => read };
}
