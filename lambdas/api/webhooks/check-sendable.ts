import type { TenantConfig } from '../../../core/config/tenant-config.ts';
import type { DisabledReason } from '../../../core/webhooks/endpoint-state.ts';
import type { EndpointStore } from '../../webhook-store/endpoint-store.ts';
import { ApiProblem } from '../api-problem.ts';

const WHY: Readonly<Record<DisabledReason, string>> = {
  gone: 'its receiver wants no more: it answered 410, or webhook-delivery: disable',
  failing: 'it failed for five days without one success',
  operator: 'an operator disabled it',
};

/**
 * Makes sure that what is begun for a webhook will be sent.
 *
 * @throws ApiProblem `webhook-disabled` it gets nothing now: why, and how to enable it
 */
export async function checkSendable(
  name: string,
  { webhooks, endpoints }: { readonly webhooks: TenantConfig['webhooks']; readonly endpoints: EndpointStore },
): Promise<void> {
  const webhook = webhooks.find((candidate) => candidate.name === name);
  if (webhook === undefined) {
    const known = webhooks.map((candidate) => candidate.name).join(', ') || 'none';
    throw disabled(name, `that the tenant file has it no more. The tenant has ${known}: put it back there`);
  }
  if (!webhook.enabled) throw disabled(name, 'that the tenant file switches it off: set "enabled": true there');
  const { disabled: state } = await endpoints.get(name);
  if (state === undefined) return;
  throw disabled(
    name,
    `it disabled since ${state.at}: ${WHY[state.reason]}. Once the cause is repaired send POST /webhooks/${name}/enable`,
  );
}

function disabled(name: string, found: string): ApiProblem {
  const detail = `Expected webhook ${name} to be enabled, found ${found}, and then this request again.`;
  return new ApiProblem('webhook-disabled', detail);
}
