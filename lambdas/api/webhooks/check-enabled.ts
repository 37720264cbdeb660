import type { TenantConfig } from '../../../core/config/tenant-config.ts';
import type { DisabledReason } from '../../../core/webhooks/endpoint-state.ts';
import type { EndpointStore } from '../../webhook-store/endpoint-store.ts';
import { ApiProblem } from '../api-problem.ts';

const REASONS: Readonly<Record<DisabledReason, string>> = {
  gone: 'the receiver wants no more events: it answered 410, or with webhook-delivery: disable',
  failing: 'every delivery failed for five days',
  operator: 'an operator disabled it',
};

/**
 * Checks that a webhook is enabled, so that a restarted delivery is sent.
 *
 * @throws ApiProblem `webhook-disabled` with the reason and how to enable the webhook
 */
export async function checkEnabled(
  name: string,
  { webhooks, endpoints }: { readonly webhooks: TenantConfig['webhooks']; readonly endpoints: EndpointStore },
): Promise<void> {
  const webhook = webhooks.find((candidate) => candidate.name === name);
  if (webhook === undefined) {
    const known = webhooks.map((candidate) => candidate.name).join(', ') || 'none';
    throw disabled(`Webhook ${name} is no longer in the tenant file, which has ${known}. Put it back`);
  }
  if (!webhook.enabled) throw disabled(`Webhook ${name} is switched off in the tenant file. Set "enabled": true there`);
  const { disabled: state } = await endpoints.get(name);
  if (state === undefined) return;
  throw disabled(
    `Webhook ${name} has been disabled since ${state.at}: ${REASONS[state.reason]}. Fix the cause, send POST /webhooks/${name}/enable`,
  );
}

function disabled(problem: string): ApiProblem {
  return new ApiProblem('webhook-disabled', `${problem}, and repeat this request.`);
}
