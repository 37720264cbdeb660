import type * as z from 'zod';
import type { JsonObject } from '../../core/json.ts';

const results = new WeakMap<JsonObject, Map<z.ZodType, z.ZodSafeParseResult<unknown>>>();

/** Returns what a schema says of an order, which is parsed once: an action checks it, and then reads it in several places. */
export function safeParsedOrder<Parsed>(schema: z.ZodType<Parsed>, order: JsonObject): z.ZodSafeParseResult<Parsed> {
  const ofOrder = results.get(order) ?? new Map<z.ZodType, z.ZodSafeParseResult<unknown>>();
  results.set(order, ofOrder);
  const known = ofOrder.get(schema) ?? schema.safeParse(order);
  ofOrder.set(schema, known);
  return known as z.ZodSafeParseResult<Parsed>;
}

/** Returns the parts of an order that a schema describes. @throws ZodError the order does not fit the schema */
export function parsedOrder<Parsed>(schema: z.ZodType<Parsed>, order: JsonObject): Parsed {
  const parsed = safeParsedOrder(schema, order);
  if (!parsed.success) throw parsed.error;
  return parsed.data;
}
