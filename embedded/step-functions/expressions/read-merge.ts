import { isJsonObject, type JsonObject, type JsonValue } from '../../../core/json.ts';
import { pathOf, readPath } from './read-path.ts';

const MERGE = /^\$merge\(\[([^,\s]+), \{"([\w-]+)": ([^,\s]+)\}\]\)$/;

/** An object with one field more, or with another value of it. */
export interface Merge {
  readonly object: readonly string[];
  readonly name: string;
  readonly value: readonly string[];
}

/**
 * Returns the parts of an expression of the form `$merge([$states.input.results, {"crm": $states.result.output}])`, by which every step adds
 * its output; undefined for any other.
 */
export function mergeOf(source: string): Merge | undefined {
  const [, first = '', name = '', second = ''] = MERGE.exec(source) ?? [];
  const [object, value] = [pathOf(first), pathOf(second)];
  return object === undefined || value === undefined || name === '__proto__' ? undefined : { object, name, value };
}

/** Merges as JSONata does; undefined when JSONata has to decide, as in `readPath`. */
export function readMerge(states: JsonObject, { object, name, value }: Merge): JsonValue | undefined {
  const [before, added] = [readPath(states, object), readPath(states, value)];
  if (!isJsonObject(before) || added === undefined || Object.hasOwn(before, '__proto__')) return undefined;
  return { ...before, [name]: added };
}
