import * as z from 'zod';
import type { JsonObject } from '../../../core/json.ts';

/** Where a schema of this name stands in the document. */
export function schemaReference(name: string): string {
  return `#/components/schemas/${name}`;
}

/**
 * JSON Schemas of zod schemas, by name; a schema inside another becomes a reference when it has a name of its own.
 *
 * @param io whether callers send the values, or receive them. What they receive may get more fields in time, so nothing
 *   is said against those.
 */
export function jsonSchemas(
  schemas: Readonly<Record<string, z.ZodType>>,
  io: 'input' | 'output',
): Readonly<Record<string, JsonObject>> {
  const names = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(schemas)) names.add(schema, { id });
  const { schemas: found } = z.toJSONSchema(names, {
    io,
    uri: schemaReference,
    override({ jsonSchema }) {
      // A format says it in a word; so does the type of a number that comes as text.
      if (jsonSchema.format !== undefined || jsonSchema.type === 'integer') delete jsonSchema.pattern;
      // What every JavaScript number is limited to is no rule of this API.
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      if (isObject(jsonSchema.additionalProperties) || io === 'output') delete jsonSchema.additionalProperties;
    },
  });
  return Object.fromEntries(Object.entries(found).map(([name, { $schema, $id, ...schema }]) => [name, plain(schema)]));
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function plain(value: unknown): JsonObject {
  return JSON.parse(JSON.stringify(value)) as JsonObject;
}
