/** Any value that survives `JSON.stringify` and `JSON.parse` unchanged. */
export type JsonValue = string | number | boolean | null | JsonObject | JsonArray;

/** A JSON object, e.g. an order as it was received. */
export interface JsonObject {
  readonly [key: string]: JsonValue;
}

/** A JSON array. */
export type JsonArray = readonly JsonValue[];

/** Tells whether a value is a JSON object, not an array and not null. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** JSON with the keys of every object sorted, so that equal values give equal text. Undefined fields are left out. */
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

/** How deep the objects and lists of an order, or of any body of a request, may nest. */
export const MAX_NESTING = 32;

/** Whether objects and lists nest too deep; works without recursion, however deep they do. */
export function nestsTooDeep(value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    const containers = level.filter((item) => typeof item === 'object' && item !== null);
    if (depth >= MAX_NESTING) return containers.length > 0;
    level = containers.flatMap((container) => Object.values(container as object));
  }
  return false;
}

/** A value inside a JSON document and where it stands. */
export interface JsonNode {
  /** From the document's own path on. */
  readonly path: readonly PropertyKey[];
  readonly value: JsonValue;
}

/** Every value of a JSON document, containers before what they contain. */
export function walkJson(value: JsonValue, path: readonly PropertyKey[] = []): readonly JsonNode[] {
  const children = Array.isArray(value)
    ? value.flatMap((item, index) => walkJson(item, [...path, index]))
    : isJsonObject(value)
      ? Object.entries(value).flatMap(([key, field]) => walkJson(field, [...path, key]))
      : [];
  return [{ path, value }, ...children];
}
