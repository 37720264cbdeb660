import * as z from 'zod';
import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';
import type { PluginMetadata } from '../plugin/define-plugin.ts';

/** A URL in the options of a step and where it stands there. */
export interface UrlOption {
  readonly path: readonly PropertyKey[];
  readonly url: URL;
}

type Schema = z.core.JSONSchema._JSONSchema | undefined;

/** The options of a step that are URLs by the schema of its plugin, which is what tells an endpoint from a text. */
export function urlOptions({ options: schema }: PluginMetadata, options: JsonObject): readonly UrlOption[] {
  return urlsIn(z.toJSONSchema(schema, { io: 'input', target: 'draft-7', unrepresentable: 'any' }), options, []);
}

function urlsIn(schema: Schema, value: JsonValue, path: readonly PropertyKey[]): readonly UrlOption[] {
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
