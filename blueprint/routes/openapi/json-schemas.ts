import * as z from 'zod';
import type { JsonObject } from '../../../core/json.ts';

/** Returns the reference to a schema of the document. */
export function schemaReference(name: string): string {
  return `#/components/schemas/${name}`;
}

/**
 * Converts zod schemas to JSON Schemas, by name. A named schema inside another one becomes a reference.
 *
 * @param io whether callers send the values (`input`) or receive them (`output`). Later versions may add fields to what
 *   callers receive, so an `output` schema allows additional properties.
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
      // The pattern repeats what the format or, for a number sent as text, the type already says.
      if (jsonSchema.format !== undefined || jsonSchema.type === 'integer') delete jsonSchema.pattern;
      // zod adds the safe integer limits of JavaScript, which are not rules of this API.
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
