import * as z from 'zod';
import { isAllowedHost, isLoopbackHost } from '../hosts.ts';
import { type InputProblem, pathText } from '../input-problems.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';
import type { PluginCatalog, PluginMetadata } from '../plugin/define-plugin.ts';
import { locateSteps, type TenantDraft } from './tenant-draft.ts';

/**
 * Checks that `outbound.allowedHosts` allows the hosts of all endpoints and webhooks.
 *
 * Skips hosts with a placeholder, which are known only at the time of the call, and loopback hosts, which need no entry on
 * a single machine.
 */
export function checkAllowedHosts(config: TenantDraft, catalog: PluginCatalog): readonly InputProblem[] {
  const { allowedHosts } = config.outbound;
  if (allowedHosts === undefined) return [];
  return [...urlsOfSteps(config, catalog), ...urlsOfWebhooks(config)].flatMap(({ path, url: { hostname } }) =>
    hostname.includes('{') || isLoopbackHost(hostname) || isAllowedHost(hostname.replace(/^\[|\]$/g, ''), allowedHosts)
      ? []
      : [{ path: pathText(path), message: hostMessage(hostname, allowedHosts) }],
  );
}

function urlsOfSteps(config: TenantDraft, catalog: PluginCatalog): readonly UrlOption[] {
  return locateSteps(config).flatMap(({ path, step }) => {
    const plugin = catalog.get(step.name);
    if (plugin === undefined) return [];
    return urlOptions(plugin, step.options ?? {}).map((found) => ({
      ...found,
      path: [...path, 'options', ...found.path],
    }));
  });
}

function urlsOfWebhooks({ webhooks }: TenantDraft): readonly UrlOption[] {
  return webhooks.flatMap(({ url }, index) =>
    url !== undefined && URL.canParse(url) ? [{ path: ['webhooks', index, 'url'], url: new URL(url) }] : [],
  );
}

function hostMessage(hostname: string, allowedHosts: readonly string[]): string {
  const list = allowedHosts.length === 0 ? 'the list is empty' : `it allows ${allowedHosts.join(', ')}`;
  return `Host "${hostname}" is not in outbound.allowedHosts (${list}): add it there, or correct the URL.`;
}

/** A URL in the options of a step, and its path in them. */
interface UrlOption {
  readonly path: readonly PropertyKey[];
  readonly url: URL;
}

type Schema = z.core.JSONSchema._JSONSchema | undefined;

/** Lists the URLs in the options of a step. The schema of the plugin says which texts are URLs. */
function urlOptions({ options: schema }: PluginMetadata, options: JsonObject): readonly UrlOption[] {
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
