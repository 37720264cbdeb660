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
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  let text = '';
  if (Array.isArray(value)) {
    for (const item of value) text += `${text === '' ? '' : ','}${canonicalJson(item ?? null)}`;
    return `[${text}]`;
  }
  const fields = value as Readonly<Record<string, unknown>>;
  for (const key of sortedKeys(fields)) {
    const field = fields[key];
    if (field !== undefined) text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(field)}`;
  }
  return `{${text}}`;
}

/** From here on `sort` is faster than insertion. It allocates 1.4 KB each time, more than the keys of a usual object take. */
const MANY_KEYS = 24;

function sortedKeys(object: object): readonly string[] {
  const keys = Object.keys(object);
  if (keys.length >= MANY_KEYS) return keys.sort();
  for (let sorted = 1; sorted < keys.length; sorted += 1) {
    const key = keys[sorted] as string;
    let at = sorted;
    for (; at > 0 && (keys[at - 1] as string) > key; at -= 1) keys[at] = keys[at - 1] as string;
    keys[at] = key;
  }
  return keys;
}

/** The maximum depth of nested objects and lists in the body of a request. */
export const MAX_NESTING = 32;

/** Returns whether a value is nested deeper than `MAX_NESTING`. Recurses no deeper than that, so no depth exhausts the stack. */
export function nestsTooDeep(value: unknown): boolean {
  return nestsDeeperThan(MAX_NESTING, value);
}

function nestsDeeperThan(levels: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  if (Array.isArray(value)) {
    for (const item of value) if (nestsDeeperThan(levels - 1, item)) return true;
  } else {
    const fields = value as Readonly<Record<string, unknown>>;
    for (const key in fields) if (nestsDeeperThan(levels - 1, fields[key])) return true;
  }
  return false;
}

/** A value inside a JSON document and its path. */
export interface JsonNode {
  readonly path: readonly PropertyKey[];
  readonly value: JsonValue;
}

/**
 * Lists every value of a JSON document, containers before their contents. `visitJson` is cheaper where few paths are needed.
 *
 * @param path path of the document itself, the prefix of all other paths. @default empty
 */
export function walkJson(value: JsonValue, path: readonly PropertyKey[] = []): readonly JsonNode[] {
  const nodes: JsonNode[] = [];
  visitJson(value, (found, at) => nodes.push({ path: [...at], value: found }), [...path]);
  return nodes;
}

/**
 * Calls a function with every value of a JSON document, containers before their contents.
 *
 * @param visit gets a value and its path, which is valid during the call only: a list that the walk changes
 * @param path path of the document itself, the prefix of all other paths. @default empty
 */
export function visitJson(
  value: JsonValue,
  visit: (value: JsonValue, path: readonly PropertyKey[]) => void,
  path: PropertyKey[] = [],
): void {
  visit(value, path);
  if (Array.isArray(value))
    for (let index = 0; index < value.length; index += 1) {
      path.push(index);
      visitJson(value[index] as JsonValue, visit, path);
      path.pop();
    }
  else if (isJsonObject(value))
    for (const key in value) {
      path.push(key);
      visitJson(value[key] as JsonValue, visit, path);
      path.pop();
    }
}
