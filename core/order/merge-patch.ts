import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';

/**
 * Changes a value by a JSON Merge Patch: an object is merged field by field, `null` takes a field away, and anything else
 * replaces what was there; lists are replaced whole. Neither argument is changed.
 *
 * Source: RFC 7396, section 2.
 */
export function mergePatch(target: JsonValue | undefined, patch: JsonObject): JsonObject;
export function mergePatch(target: JsonValue | undefined, patch: JsonValue): JsonValue;
export function mergePatch(target: JsonValue | undefined, patch: JsonValue): JsonValue {
  if (!isJsonObject(patch)) return patch;
  const fields = new Map(Object.entries(isJsonObject(target) ? target : {}));
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) fields.delete(name);
    else fields.set(name, mergePatch(fields.get(name), value));
  }
  return Object.fromEntries(fields);
}
