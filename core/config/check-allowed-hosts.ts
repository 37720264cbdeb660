import { isAllowedHost } from '../hosts.ts';
import { pathText } from '../input-problems.ts';
import { isLoopbackHost } from '../is-loopback-host.ts';
import type { PluginCatalog } from '../plugin/define-plugin.ts';
import { locateSteps } from './locate-steps.ts';
import type { ConfigProblem } from './tenant-config-invalid.ts';
import type { TenantDraft } from './tenant-draft.ts';
import { type UrlOption, urlOptions } from './url-options.ts';

/**
 * Checks that the hosts of endpoints and webhooks may be called, as `outbound.allowedHosts` has it.
 *
 * A host with a placeholder is known when it is called, and loopback is the single machine's to allow: both are passed over.
 */
export function checkAllowedHosts(config: TenantDraft, catalog: PluginCatalog): readonly ConfigProblem[] {
  const { allowedHosts } = config.outbound;
  if (allowedHosts === undefined) return [];
  return [...urlsOfSteps(config, catalog), ...urlsOfWebhooks(config)].flatMap(({ path, url: { hostname } }) =>
    hostname.includes('{') || isLoopbackHost(hostname) || isAllowedHost(hostname.replace(/^\[|\]$/g, ''), allowedHosts)
      ? []
      : [{ path: pathText(path), message: refusal(hostname, allowedHosts) }],
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

function refusal(hostname: string, allowedHosts: readonly string[]): string {
  const allowed = allowedHosts.length === 0 ? 'which are none' : allowedHosts.join(', ');
  return `Expected a host that outbound.allowedHosts has (${allowed}), found "${hostname}", which no call would reach: add it there, or correct the URL.`;
}
