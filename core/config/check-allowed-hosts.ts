import { isAllowedHost, isLocalHost } from '../hosts.ts';
import { type InputProblem, pathText } from '../input-problems.ts';
import type { PluginCatalog } from '../plugin/define-plugin.ts';
import { endpointUrls } from './endpoint-urls.ts';
import type { TenantDraft } from './tenant-draft.ts';

/**
 * Checks that `outbound.allowedHosts` allows the hosts of all endpoints and webhooks. Hosts that exist on one machine only need no
 * entry.
 */
export function checkAllowedHosts(config: TenantDraft, catalog: PluginCatalog): readonly InputProblem[] {
  const { allowedHosts } = config.outbound;
  if (allowedHosts === undefined) return [];
  return endpointUrls(config, catalog).flatMap(({ path, url: { hostname } }) =>
    isLocalHost(hostname) || isAllowedHost(hostname.replace(/^\[|\]$/g, ''), allowedHosts)
      ? []
      : [{ path: pathText(path), message: hostMessage(hostname, allowedHosts) }],
  );
}

function hostMessage(hostname: string, allowedHosts: readonly string[]): string {
  const list = allowedHosts.length === 0 ? 'the list is empty' : `it allows ${allowedHosts.join(', ')}`;
  return `Host "${hostname}" is not in outbound.allowedHosts (${list}): add it there, or correct the URL.`;
}
