import { isJsonObject, type JsonObject, type JsonValue } from '../../../core/json.ts';

const PATH = /^\$states((?:\.[A-Za-z_][A-Za-z0-9_]*)+)$/;

/** Returns the names in an expression that is only a path, such as `$states.input.orderId`; undefined for any other. */
export function pathOf(source: string): readonly string[] | undefined {
  return PATH.exec(source)?.[1]?.slice(1).split('.');
}

/**
 * Reads the value at a path as JSONata does; undefined when JSONata has to decide: on the way is something missing, or an
 * array, over which JSONata maps and which it flattens.
 */
export function readPath(states: JsonObject, path: readonly string[]): JsonValue | undefined {
  let value: JsonValue = states;
  for (const name of path) {
    if (!isJsonObject(value) || !Object.hasOwn(value, name)) return undefined;
    const next: JsonValue | undefined = value[name];
    if (next === undefined || Array.isArray(next)) return undefined;
    value = next;
  }
  return value;
}
