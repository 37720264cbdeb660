import { isLocalHost } from '../hosts.ts';
import { pathText } from '../input-problems.ts';
import type { PluginCatalog } from '../plugin/define-plugin.ts';
import { endpointUrls } from './endpoint-urls.ts';
import type { TenantDraft } from './tenant-draft.ts';

/** An endpoint or webhook that exists on one machine only. */
export interface LocalEndpoint {
  /** Where its URL is in the tenant file, e.g. `webhooks[0].url`. */
  readonly path: string;
  /** `host:port`, or `{sandbox}`. */
  readonly host: string;
}

/** Lists the endpoints and webhooks of a tenant file that no function on AWS can reach. */
export function localEndpoints(config: TenantDraft, catalog: PluginCatalog): readonly LocalEndpoint[] {
  return endpointUrls(config, catalog).flatMap(({ path, url }) =>
    isLocalHost(url.hostname) ? [{ path: pathText(path), host: hostAndPort(url) }] : [],
  );
}

/** A URL without a port has that of its protocol. */
function hostAndPort({ hostname, port, protocol }: URL): string {
  const usual = protocol === 'https:' ? '443' : '80';
  return hostname.startsWith('{') ? hostname : `${hostname}:${port || usual}`;
}
