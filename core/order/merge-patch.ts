import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';

/**
 * Applies a JSON Merge Patch and returns the result: an object is merged field by field, `null` removes a field, and any
 * other value replaces the old one. Lists are replaced as a whole. Neither argument is changed.
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
