import { isLoopbackHost, SANDBOX_HOST } from '../hosts.ts';
import { type InputProblem, pathText } from '../input-problems.ts';
import type { PluginCatalog } from '../plugin/define-plugin.ts';
import { hostOf } from '../plugin/host-of.ts';
import { stepUrls } from './endpoint-urls.ts';
import { exactHostSchema } from './field-schemas.ts';
import type { TenantDraft } from './tenant-draft.ts';

/**
 * Checks that the options of a step name every host in `outbound.basicAuth`. A function may read only the secrets of the hosts that
 * its steps name, so that the secret of another host would never be sent.
 */
export function checkBasicAuth(config: TenantDraft, catalog: PluginCatalog): readonly InputProblem[] {
  const named = new Set(stepUrls(config, catalog).map(({ url }) => hostOf(url)));
  const isNamed = (host: string) => named.has(host) || (named.has(SANDBOX_HOST) && isLoopbackHost(host));
  return Object.keys(config.outbound.basicAuth ?? {}).flatMap((host) => {
    if (isNamed(host) || !exactHostSchema.safeParse(host).success) return [];
    const message = `Expected a host that the options of a step name, found "${host}", which none names: remove it, or correct the host.`;
    return [{ path: pathText(['outbound', 'basicAuth', host]), message }];
  });
}
