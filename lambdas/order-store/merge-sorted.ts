/**
 * Merges sorted streams into one, and reads only as far ahead as it must: one entry of each.
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

async function headOf<T>(
  stream: AsyncIterator<T, unknown>,
): Promise<{ readonly stream: AsyncIterator<T, unknown>; readonly value: T } | undefined> {
  const result = await stream.next();
  return result.done === true ? undefined : { stream, value: result.value };
}
