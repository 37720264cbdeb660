/** A value, or values by name, in DynamoDB's types. */
type Attribute = Readonly<Record<string, unknown>>;

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
