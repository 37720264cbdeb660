/** Orders that are worked on at the same time. */
const POOL = 10;

/**
 * Calls a function for each item, a few at a time, and returns the results in the order of the items.
 *
 * @throws the first error, once every call that has begun is over
 */
export async function inPool<Item, Result>(
  items: readonly Item[],
  call: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  const errors: unknown[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < items.length && errors.length === 0) {
      const index = next;
      next += 1;
      const { [index]: item } = items;
      try {
        results[index] = await call(item as Item);
      } catch (error) {
        errors.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: POOL }, work));
  if (errors.length > 0) throw errors[0];
  return results;
}
