import { canonicalJson, isJsonObject, type JsonValue } from '../json.ts';

/** One field in which two values differ. */
export interface FieldChange {
  /** Its path, e.g. `billingDetails.postalCode`. */
  readonly path: string;
  readonly change: 'added' | 'removed' | 'changed';
}

/** One field in which two values differ, with its content, which may be personal. */
export interface ValueChange extends FieldChange {
  /** Absent if the field was added. */
  readonly before?: JsonValue;
  /** Absent if the field was removed. */
  readonly after?: JsonValue;
}

/** Returns the fields in which two values differ, without their content: it may be personal. Lists are compared as a whole. */
export function jsonDifference(before: JsonValue, after: JsonValue): readonly FieldChange[] {
  return valueDifference(before, after).map(({ path, change }) => ({ path, change }));
}

/** Returns the fields in which two values differ, with their content. Lists are compared as a whole. */
export function valueDifference(before: JsonValue, after: JsonValue, path = ''): readonly ValueChange[] {
  if (canonicalJson(before) === canonicalJson(after)) return [];
  if (!isJsonObject(before) || !isJsonObject(after)) return [{ path, change: 'changed', before, after }];
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.flatMap((name): readonly ValueChange[] => {
    const inner = path === '' ? name : `${path}.${name}`;
    const { [name]: old } = before;
    const { [name]: next } = after;
    if (old === undefined) return next === undefined ? [] : [{ path: inner, change: 'added', after: next }];
    if (next === undefined) return [{ path: inner, change: 'removed', before: old }];
    return valueDifference(old, next, inner);
  });
}
