import type { JsonObject, JsonValue } from '../../core/json.ts';

/** Drops the fields that are `undefined`, so that a partner never receives an empty one. */
export function definedFields(fields: Readonly<Record<string, JsonValue | undefined>>): JsonObject {
  const defined = Object.entries(fields).filter((entry): entry is [string, JsonValue] => entry[1] !== undefined);
  return Object.fromEntries(defined);
}
