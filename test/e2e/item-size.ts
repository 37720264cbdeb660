import { compressedDetail } from '../../lambdas/order-store/attempt-detail.ts';

/** A value, or values by name, in DynamoDB's types. */
type Attribute = Readonly<Record<string, unknown>>;

interface AttemptList {
  readonly L: readonly { readonly M: Attribute & { readonly detail?: { readonly S: string } } }[];
}

/** Returns the item of a step as a table on AWS holds it, where the details of attempts are compressed. Other items stay the same. */
export function asOnAws(item: Attribute): Attribute {
  if (item.attempts === undefined) return item;
  const { L } = item.attempts as AttemptList;
  const attempts = L.map(({ M: { detail, ...attempt } }) => ({
    M: { ...attempt, ...(detail !== undefined && { detail: { B: compressedDetail(detail.S) } }) },
  }));
  return { ...item, attempts: { L: attempts } };
}

/** Returns the size of an item as DynamoDB counts it: names and values, 1 byte per value of a list or map, and 3 per container. */
export function itemSize(item: Attribute): number {
  return Object.entries(item).reduce(
    (total, [name, value]) => total + Buffer.byteLength(name) + valueSize(value as Attribute),
    0,
  );
}

function valueSize(value: Attribute): number {
  const [[type, content] = ['NULL', true]] = Object.entries(value);
  if (type === 'S') return Buffer.byteLength(String(content));
  if (type === 'B') return (content as Uint8Array).byteLength;
  if (type === 'N') return Math.ceil(String(content).length / 2) + 1;
  if (type === 'L') return (content as Attribute[]).reduce((total, entry) => total + 1 + valueSize(entry), 3);
  if (type === 'M')
    return (
      3 +
      Object.entries(content as Attribute).reduce(
        (total, [name, entry]) => total + 1 + Buffer.byteLength(name) + valueSize(entry as Attribute),
        0,
      )
    );
  return 1;
}
