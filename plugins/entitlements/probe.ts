import type { ProbeResult } from '../../core/plugin/define-plugin.ts';
import type { PluginContext } from '../../core/plugin/plugin-context.ts';
import { readByKey } from '../kit/keyed-requests.ts';
import { entitlementRequest } from './entitlement-request.ts';
import type { EntitlementOptions } from './options.ts';

/**
 * Asks the provisioning API at `statusUrl` whether it has the request. Without that option the outcome stays unknown.
 *
 * @throws PluginTransient the API gave no usable reply
 */
export async function probeEntitlements(context: PluginContext<EntitlementOptions>): Promise<ProbeResult> {
  const { statusUrl, timeoutMs } = context.options;
  const request = await entitlementRequest(context);
  if (request.change === null) return { applied: false };
  if (statusUrl === undefined) return { applied: 'unknown' };
  const earlier = await readByKey(context, statusUrl, timeoutMs);
  return earlier === undefined ? { applied: false } : { applied: true, output: request.output };
}
