/**
 * Merges sorted streams into one. Reads each stream only one entry ahead.
 *
 * @param streams each in the order of `compare`
 */
export async function* mergeSorted<T>(
  streams: readonly AsyncIterator<T, unknown>[],
  compare: (left: T, right: T) => number,
): AsyncGenerator<T, void> {
  const heads = await Promise.all(streams.map(async (stream) => headOf(stream)));
  for (;;) {
    const first = heads
      .filter((head) => head !== undefined)
      .toSorted((left, right) => compare(left.value, right.value))[0];
    if (first === undefined) return;
    yield first.value;
    heads[heads.indexOf(first)] = await headOf(first.stream);
  }
}

/**
 * Sorts index entries that share a sort key: DynamoDB does not define their order.
 *
 * @param entries sorted by `createdAt`, their sort key
 */
export async function* sortEqualKeys<T extends { readonly createdAt: string }>(
  entries: AsyncIterable<T>,
  compare: (left: T, right: T) => number,
): AsyncGenerator<T, void> {
  let equal: T[] = [];
  for await (const entry of entries) {
    if (equal[0] !== undefined && equal[0].createdAt !== entry.createdAt) {
      yield* equal.toSorted(compare);
      equal = [];
    }
    equal.push(entry);
  }
  yield* equal.toSorted(compare);
}

/** Compares texts by their UTF-16 code units, as DynamoDB sorts ASCII keys. */
export function compareText(left: string, right: string): number {
  return left < right ? -1 : Number(left > right);
}

async function headOf<T>(
  stream: AsyncIterator<T, unknown>,
): Promise<{ readonly stream: AsyncIterator<T, unknown>; readonly value: T } | undefined> {
  const result = await stream.next();
  return result.done === true ? undefined : { stream, value: result.value };
}
