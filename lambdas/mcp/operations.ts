import * as z from 'zod';
import { isJsonObject, type JsonObject } from '../../core/json.ts';

const jsonObjectSchema = z.record(z.string(), z.json());

const parameterSchema = z.object({
  name: z.string(),
  in: z.enum(['path', 'query', 'header']),
  description: z.string().optional(),
  required: z.boolean().default(false),
  schema: jsonObjectSchema.default({}),
});

const operationSchema = z.object({
  operationId: z.string(),
  summary: z.string(),
  description: z.string().optional(),
  'x-scopes': z.array(z.string()).default([]),
  parameters: z.array(parameterSchema).default([]),
  requestBody: z
    .object({ content: z.object({ 'application/json': z.object({ schema: jsonObjectSchema }) }) })
    .optional(),
  'x-for-people': z.boolean().default(false),
  'x-effect': z.object({ destructive: z.boolean(), idempotent: z.boolean() }).optional(),
});

const documentSchema = z.object({
  info: z.object({ title: z.string(), version: z.string() }),
  paths: z.record(z.string(), z.partialRecord(z.enum(['get', 'post']), operationSchema)),
  components: z.object({ schemas: z.record(z.string(), jsonObjectSchema) }),
});

/** A parameter of an operation. */
export type OperationParameter = z.output<typeof parameterSchema>;

/** An operation of the API, as its OpenAPI document describes it. */
export interface Operation {
  readonly id: string;
  readonly method: 'GET' | 'POST';
  /** With path parameters in braces. */
  readonly path: string;
  readonly summary: string;
  readonly description: string;
  /** Scopes that allow the operation, any one of which is enough; none for a public operation. */
  readonly scopes: readonly string[];
  readonly parameters: readonly OperationParameter[];
  /** JSON Schema of the body, with everything that it refers to in `$defs`; undefined if there is no body. */
  readonly body: JsonObject | undefined;
  /** Whether agents may not do it. */
  readonly isForPeople: boolean;
  readonly effect: { readonly destructive: boolean; readonly idempotent: boolean } | undefined;
}

/** The operations of an API, and its name. */
export interface ApiDescription {
  readonly title: string;
  readonly version: string;
  readonly operations: readonly Operation[];
}

/** What an API returned is no OpenAPI document that this version can read. */
export class ApiDescriptionInvalid extends Error {
  override readonly name = 'ApiDescriptionInvalid';
}

/**
 * Reads an OpenAPI document of the API, of this version or another one.
 *
 * @throws ApiDescriptionInvalid
 */
export function readApiDescription(document: unknown): ApiDescription {
  const parsed = documentSchema.safeParse(document);
  if (!parsed.success)
    throw new ApiDescriptionInvalid('Expected the OpenAPI document of an order API: check the URL of the API.', {
      cause: parsed.error,
    });
  const { info, paths, components } = parsed.data;
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    (['get', 'post'] as const).flatMap((method) => {
      const operation = methods[method];
      if (operation === undefined) return [];
      const { operationId, summary, description = '', parameters, requestBody } = operation;
      const body = requestBody?.content['application/json'].schema;
      return {
        id: operationId,
        method: method === 'get' ? ('GET' as const) : ('POST' as const),
        path,
        summary,
        description,
        scopes: operation['x-scopes'],
        parameters,
        body: body && selfContained(body, components.schemas),
        isForPeople: operation['x-for-people'],
        effect: operation['x-effect'],
      };
    }),
  );
  return { ...info, operations };
}

const COMPONENT = '#/components/schemas/';

/** Returns a schema that refers to nothing outside of itself: components become `$defs`. */
function selfContained(schema: JsonObject, components: Readonly<Record<string, JsonObject>>): JsonObject {
  const named = referenceIn(schema);
  const own = named === undefined ? schema : (components[named] ?? {});
  const defs: Record<string, JsonObject> = {};
  const missing = [...referencesIn(own)];
  for (let name = missing.pop(); name !== undefined; name = missing.pop()) {
    const component = components[name];
    if (component === undefined || name in defs) continue;
    defs[name] = inOwnDefs(component);
    missing.push(...referencesIn(component));
  }
  return { ...inOwnDefs(own), ...(Object.keys(defs).length > 0 && { $defs: defs }) };
}

function referenceIn({ $ref }: JsonObject): string | undefined {
  return typeof $ref === 'string' && $ref.startsWith(COMPONENT) ? $ref.slice(COMPONENT.length) : undefined;
}

function referencesIn(schema: unknown): readonly string[] {
  if (Array.isArray(schema)) return schema.flatMap(referencesIn);
  if (!isJsonObject(schema)) return [];
  const own = referenceIn(schema);
  return [...(own === undefined ? [] : [own]), ...Object.values(schema).flatMap(referencesIn)];
}

function inOwnDefs(schema: JsonObject): JsonObject {
  return JSON.parse(JSON.stringify(schema).replaceAll(`"${COMPONENT}`, '"#/$defs/')) as JsonObject;
}
