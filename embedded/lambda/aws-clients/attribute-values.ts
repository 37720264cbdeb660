/** A value in DynamoDB's JSON: its type and its text, elements or attributes. */
export type WireValue = { readonly [Type in string]: unknown };

/**
 * Converts a value to DynamoDB's JSON, as `marshall` of `@aws-sdk/util-dynamodb` does with `removeUndefinedValues`.
 *
 * @throws TypeError a value that has no place in an item, e.g. a function, a class instance or an unsafe integer
 */
export function toWire(value: unknown): WireValue {
  switch (typeof value) {
    case 'string':
      return { S: value };
    case 'number':
      return { N: numberText(value) };
    case 'boolean':
      return { BOOL: value };
    case 'bigint':
      return { N: String(value) };
    case 'object':
      return objectToWire(value);
    default:
      throw new TypeError(`Expected a value that an item can hold, found a ${typeof value}.`);
  }
}

function objectToWire(value: object | null): WireValue {
  if (value === null) return { NULL: true };
  if (Array.isArray(value)) return { L: value.filter((element) => element !== undefined).map(toWire) };
  if (value instanceof Uint8Array)
    return { B: Buffer.from(value.buffer, value.byteOffset, value.length).toString('base64') };
  if (Object.getPrototypeOf(value) !== Object.prototype)
    throw new TypeError(`Expected a plain object, found a ${value.constructor?.name ?? 'null prototype'}.`);
  return { M: itemToWire(value) };
}

/** Converts the attributes of an object. Leaves out those that are undefined. */
export function itemToWire(item: object): Record<string, WireValue> {
  const wire: Record<string, WireValue> = {};
  const values = item as Readonly<Record<string, unknown>>;
  for (const name of Object.keys(values)) {
    const value = values[name];
    if (value !== undefined) wire[name] = toWire(value);
  }
  return wire;
}

function numberText(value: number): string {
  if (!Number.isFinite(value) || Math.abs(value) > Number.MAX_SAFE_INTEGER)
    throw new TypeError(`Expected a number that is finite and safe, found ${value}.`);
  return String(value);
}

/**
 * Converts a value of DynamoDB's JSON, as `unmarshall` of `@aws-sdk/util-dynamodb` does.
 *
 * @throws TypeError a type other than S, N, B, BOOL, NULL, L and M
 */
export function fromWire(wire: WireValue): unknown {
  for (const type in wire) {
    const value = wire[type];
    switch (type) {
      case 'S':
      case 'BOOL':
        return value;
      case 'N':
        return numberOf(String(value));
      case 'NULL':
        return null;
      case 'B':
        return bytesOf(String(value));
      case 'L':
        return (value as readonly WireValue[]).map(fromWire);
      case 'M':
        return itemFromWire(value as Record<string, WireValue>);
    }
  }
  throw new TypeError(`Expected a value of a known type, found ${Object.keys(wire)}.`);
}

/** Converts the attributes of an item. */
export function itemFromWire(wire: Readonly<Record<string, WireValue>>): Record<string, unknown> {
  const item: Record<string, unknown> = {};
  for (const name in wire) item[name] = fromWire(wire[name] as WireValue);
  return item;
}

/** Returns a view of the decoded bytes. A copy takes longer than decoding, and most readers never look at them. */
function bytesOf(base64: string): Uint8Array {
  const { buffer, byteOffset, length } = Buffer.from(base64, 'base64');
  return new Uint8Array(buffer, byteOffset, length);
}

function numberOf(text: string): number | bigint {
  const value = Number(text);
  return Math.abs(value) > Number.MAX_SAFE_INTEGER ? BigInt(text) : value;
}
