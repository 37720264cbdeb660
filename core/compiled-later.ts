import type * as z from 'zod';

/** zod compiles the objects of a schema with its first parse, which takes as long as so many parses save. */
const INTERPRETED_PARSES = 200;

/**
 * Makes a schema interpret what it parses until it has parsed often. Most instances of a function get few orders, and the first of them
 * is waited for.
 *
 * Nothing else changes. Schemas that are derived from it are compiled with their first parse.
 *
 * Source: `jitless` in zod's `ParseContext`.
 *
 * @returns the schema itself
 */
export function compiledLater<Schema extends z.ZodType>(schema: Schema): Schema {
  const { parse, safeParse } = schema;
  let parses = 0;
  const context = (params: z.core.ParseContext<z.core.$ZodIssue> | undefined) => {
    parses += 1;
    if (parses >= INTERPRETED_PARSES) Object.assign(schema, { parse, safeParse });
    return { ...params, jitless: true };
  };
  return Object.assign(schema, {
    parse: ((value, params) => parse(value, context(params))) satisfies z.ZodType['parse'],
    safeParse: ((value, params) => safeParse(value, context(params))) satisfies z.ZodType['safeParse'],
  });
}
