import * as z from 'zod';
import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';
import type { PluginCatalog, PluginMetadata } from '../plugin/define-plugin.ts';
import { locateSteps } from './locate-steps.ts';
import type { TenantDraft } from './tenant-draft.ts';

/** A URL in a tenant file that a plugin or a webhook calls, and its path in the file. */
export interface EndpointUrl {
  readonly path: readonly PropertyKey[];
  readonly url: URL;
}

/** Lists the URLs of all endpoints and webhooks of a tenant file. */
export function endpointUrls(config: TenantDraft, catalog: PluginCatalog): readonly EndpointUrl[] {
  return [...stepUrls(config, catalog), ...urlsOfWebhooks(config)];
}

/** Lists the URLs in the options of all steps of a tenant file. */
export function stepUrls(config: TenantDraft, catalog: PluginCatalog): readonly EndpointUrl[] {
  return locateSteps(config).flatMap(({ path, step }) => {
    const plugin = catalog.get(step.name);
    if (plugin === undefined) return [];
    return urlOptions(plugin, step.options ?? {}).map((found) => ({
      ...found,
      path: [...path, 'options', ...found.path],
    }));
  });
}

function urlsOfWebhooks({ webhooks }: TenantDraft): readonly EndpointUrl[] {
  return webhooks.flatMap(({ url }, index) =>
    url !== undefined && URL.canParse(url) ? [{ path: ['webhooks', index, 'url'], url: new URL(url) }] : [],
  );
}

type Schema = z.core.JSONSchema._JSONSchema | undefined;

/** Lists the URLs in the options of a step. The schema of the plugin says which texts are URLs. */
export function urlOptions(
  { options: schema }: Pick<PluginMetadata, 'options'>,
  options: JsonObject,
): readonly EndpointUrl[] {
  return urlsIn(jsonSchemaOf(schema), options, []);
}

const jsonSchemas = new WeakMap<z.ZodType, Schema>();

/** Describes the options of a plugin once: several checks of a tenant file ask for the URLs of every step. */
function jsonSchemaOf(schema: z.ZodType): Schema {
  const known = jsonSchemas.get(schema);
  if (known !== undefined) return known;
  const described = z.toJSONSchema(schema, { io: 'input', target: 'draft-7', unrepresentable: 'any' });
  jsonSchemas.set(schema, described);
  return described;
}

function urlsIn(schema: Schema, value: JsonValue, path: readonly PropertyKey[]): readonly EndpointUrl[] {
  if (typeof schema !== 'object') return [];
  if (typeof value === 'string') {
    return schema.format === 'uri' && URL.canParse(value) ? [{ path, url: new URL(value) }] : [];
  }
  if (Array.isArray(value)) {
    const { items } = schema;
    if (items === undefined || Array.isArray(items)) return [];
    return value.flatMap((item, index) => urlsIn(items, item, [...path, index]));
  }
  if (!isJsonObject(value)) return [];
  const { additionalProperties, properties } = schema;
  return Object.entries(value).flatMap(([key, field]) =>
    urlsIn(properties?.[key] ?? additionalProperties, field, [...path, key]),
  );
}
