import type { JsonObject, JsonValue } from '../../core/json.ts';

/** Leaves out the fields that are undefined, so that a partner is never sent an empty one. */
export function definedFields(fields: Readonly<Record<string, JsonValue | undefined>>): JsonObject {
  const defined = Object.entries(fields).filter((entry): entry is [string, JsonValue] => entry[1] !== undefined);
  return Object.fromEntries(defined);
}
