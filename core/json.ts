/** A value that survives `JSON.stringify` and `JSON.parse` unchanged. */
export type JsonValue = string | number | boolean | null | JsonObject | JsonArray;

/** A JSON object, e.g. an order as received. */
export interface JsonObject {
  readonly [key: string]: JsonValue;
}

/** A JSON array. */
export type JsonArray = readonly JsonValue[];

/** Returns whether a value is an object, not an array and not null. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Returns an object with the same fields and converted values. Cheaper than a list of entries, and takes any name of a field. */
export function mapFields<Value, Result>(
  object: Readonly<Record<string, Value>>,
  convert: (value: Value, name: string) => Result,
): Record<string, Result> {
  const result: Record<string, Result> = {};
  for (const name of Object.keys(object)) setField(result, name, convert(object[name] as Value, name));
  return result;
}

/** Sets a field of an object that is being made, also one whose name means something to JavaScript. */
export function setField<Value>(object: Record<string, Value>, name: string, value: Value): void {
  if (name !== '__proto__') object[name] = value;
  else Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
}

/** Returns a text of an order; undefined if it is absent, which an empty text and null count as. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Returns a value as JSON with sorted keys, so that equal values give equal text. Undefined fields are left out. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value)
      .filter(([, field]) => field !== undefined)
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([key, field]) => `${JSON.stringify(key)}:${canonicalJson(field)}`);
    return `{${fields.join(',')}}`;
  }
  return JSON.stringify(value);
}

/** The maximum depth of nested objects and lists in the body of a request. */
export const MAX_NESTING = 32;

/** Returns whether a value is nested deeper than `MAX_NESTING`. Does not recurse, so no depth exhausts the stack. */
export function nestsTooDeep(value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    const containers = level.filter((item) => typeof item === 'object' && item !== null);
    if (depth >= MAX_NESTING) return containers.length > 0;
    level = containers.flatMap((container) => Object.values(container as object));
  }
  return false;
}

/** A value inside a JSON document and its path. */
export interface JsonNode {
  readonly path: readonly PropertyKey[];
  readonly value: JsonValue;
}

/**
 * Lists every value of a JSON document, containers before their contents.
 *
 * @param path path of the document itself, the prefix of all other paths. @default empty
 */
export function walkJson(value: JsonValue, path: readonly PropertyKey[] = []): readonly JsonNode[] {
  const children = Array.isArray(value)
    ? value.flatMap((item, index) => walkJson(item, [...path, index]))
    : isJsonObject(value)
      ? Object.entries(value).flatMap(([key, field]) => walkJson(field, [...path, key]))
      : [];
  return [{ path, value }, ...children];
}
