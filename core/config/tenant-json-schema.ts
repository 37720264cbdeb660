import * as z from 'zod';
import type { PluginCatalog, PluginMetadata } from '../plugin/define-plugin.ts';
import { tenantConfigSchema } from './tenant-config.ts';

type JsonSchema = z.core.JSONSchema.BaseSchema;

/**
 * Returns the JSON Schema of a tenant file with these plugins, in draft 7, which editors support best.
 *
 * The `service` and `options` of a step depend on its `name`, so that an editor completes and checks them. Only
 * `checkTenantConfig` reports what JSON Schema cannot express, e.g. an override that can never match.
 *
 * @throws TypeError the options of a plugin have shared definitions, e.g. because they are recursive
 */
export function tenantJsonSchema(catalog: PluginCatalog): JsonSchema {
  const { definitions, ...file } = jsonSchemaOf(tenantConfigSchema);
  const { step } = (definitions ?? {}) as Readonly<Record<string, JsonSchema>>;
  if (step === undefined) throw new TypeError('Expected a definition of "step": stepConfigSchema must have that id.');
  return { ...file, definitions: { step: stepOf(step, [...catalog.values()]) } };
}

function stepOf(step: JsonSchema, plugins: readonly PluginMetadata[]): JsonSchema {
  const { name, options, ...properties } = step.properties ?? {};
  return {
    ...step,
    properties: {
      name: { description: describe(name), enum: plugins.map((plugin) => plugin.name) },
      ...properties,
      options: { description: describe(options), type: 'object' },
    },
    allOf: plugins.map((plugin) =>
      Object.fromEntries([
        ['if', { properties: { name: { const: plugin.name } }, required: ['name'] }],
        ['then', stepOfPlugin(plugin)],
      ]),
    ),
  };
}

function stepOfPlugin(plugin: PluginMetadata): JsonSchema {
  const { $schema: _, definitions, ...options } = jsonSchemaOf(plugin.options);
  if (definitions !== undefined)
    throw new TypeError(
      `Expected the options of ${plugin.name} to have no shared definitions, found some: inline them.`,
    );
  return {
    description: plugin.summary,
    properties: { service: { const: plugin.service }, options },
    ...(!plugin.options.safeParse({}).success && { required: ['options'] }),
  };
}

function jsonSchemaOf(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, { io: 'input', target: 'draft-7' });
}

function describe(schema: z.core.JSONSchema._JSONSchema | undefined): string {
  return typeof schema === 'object' ? (schema.description ?? '') : '';
}
