import type { JsonObject } from '../../../core/json.ts';

/** Returns an output field with a list; nothing if the list is empty. */
export function listed(name: string, values: readonly string[]): JsonObject {
  return values.length === 0 ? {} : { [name]: [...values] };
}
