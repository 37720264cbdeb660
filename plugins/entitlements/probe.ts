import type { ProbeResult } from '../../core/plugin/define-plugin.ts';
import type { PluginContext } from '../../core/plugin/plugin-context.ts';
import { readByKey } from '../kit/keyed-requests.ts';
import { entitlementOutput, entitlementRequest } from './entitlement-request.ts';
import type { EntitlementOptions } from './options.ts';

/**
 * Asks the provisioning API of the option `statusUrl` whether it holds the request; without the option nobody can tell.
 *
 * @throws PluginTransient the API did not say
 */
export async function probeEntitlements(context: PluginContext<EntitlementOptions>): Promise<ProbeResult> {
  const { statusUrl, timeoutMs } = context.options;
  const request = await entitlementRequest(context);
  if (request === undefined) return { applied: false };
  if (statusUrl === undefined) return { applied: 'unknown' };
  const held = await readByKey(context, statusUrl, timeoutMs);
  return held === undefined ? { applied: false } : { applied: true, output: entitlementOutput(request) };
}
