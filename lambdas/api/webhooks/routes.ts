import { WEBHOOKS_ROUTES } from '../../../blueprint/routes/webhooks.ts';
import type { TenantConfig } from '../../../core/config/tenant-config.ts';
import type { WebhookConfig } from '../../../core/config/webhook-config.ts';
import { parseDeliveryId } from '../../../core/webhooks/delivery-record.ts';
import { disabledEndpoint, type EndpointState, enabledEndpoint } from '../../../core/webhooks/endpoint-state.ts';
import type { EndpointStore } from '../../webhook-store/endpoint-store.ts';
import { redeliver } from '../../webhook-store/redeliver.ts';
import { ApiProblem } from '../api-problem.ts';
import type { HandleRequest } from '../api-request.ts';
import { createRouter } from '../router.ts';
import { checkEnabled } from './check-enabled.ts';
import { listDeliveries } from './list-deliveries.ts';
import { type RecoverPorts, recoverWebhook, recoveryDryRun } from './recover-webhook.ts';
import { deliveryView, webhookView } from './views.ts';

/** Dependencies of the webhook routes. */
export interface WebhooksPorts extends RecoverPorts {
  readonly webhooks: TenantConfig['webhooks'];
  readonly endpoints: EndpointStore;
}

/** Creates the routes that show, recover, enable and disable webhooks. All of them are safe to repeat. */
export function webhooksRoutes(ports: WebhooksPorts): HandleRequest {
  const { deliveries, endpoints, index, now, webhooks } = ports;

  const findWebhook = (name: string): WebhookConfig => {
    const found = webhooks.find((webhook) => webhook.name === name);
    if (found !== undefined) return found;
    const known = webhooks.map((webhook) => webhook.name).join(', ');
    throw new ApiProblem(
      'webhook-not-found',
      `The tenant has no webhook ${JSON.stringify(name.slice(0, 64))}. Its webhooks: ${known || 'none'}.`,
    );
  };

  const changeEndpoint = async (name: string, change: (state: EndpointState) => EndpointState) => {
    const webhook = findWebhook(name);
    return { status: 200, body: webhookView(webhook, await endpoints.change(webhook.name, change)) } as const;
  };

  return createRouter(WEBHOOKS_ROUTES, {
    async 'GET /webhooks'() {
      const items = webhooks.map(async (webhook) => webhookView(webhook, await endpoints.get(webhook.name)));
      return { status: 200, body: { items: await Promise.all(items) } };
    },
    async 'GET /webhooks/deliveries'({ query }) {
      const names = webhooks.map(({ name }) => name);
      return { status: 200, body: await listDeliveries(index, names, query) };
    },
    async 'POST /webhooks/deliveries/{id}/redeliver'({ pathParameters: { id } }) {
      const key = parseDeliveryId(id);
      const found = key && (await deliveries.get(key));
      if (found === undefined)
        throw new ApiProblem(
          'delivery-not-found',
          `No delivery has the id ${JSON.stringify(id.slice(0, 100))}. The id of a delivery is the webhook-id header that receivers get.`,
        );
      await checkEnabled(found.webhook, ports);
      const restarted = await redeliver(found, ports);
      if (restarted === undefined)
        throw new ApiProblem('delivery-busy', 'The delivery is in progress. Check it again in a minute.');
      return { status: 202, body: deliveryView(restarted) };
    },
    async 'POST /webhooks/{name}/recover'({ pathParameters, body }) {
      const { name } = findWebhook(pathParameters.name);
      await checkEnabled(name, ports);
      if (body.dry_run) return { status: 200, body: await recoveryDryRun(name, body.since, ports) };
      return { status: 202, body: await recoverWebhook(name, body.since, ports) };
    },
    'POST /webhooks/{name}/enable': ({ pathParameters: { name } }) =>
      changeEndpoint(name, (state) => (isHealthy(state) ? state : enabledEndpoint(state))),
    'POST /webhooks/{name}/disable': ({ pathParameters: { name } }) =>
      changeEndpoint(name, (state) => disabledEndpoint(state, 'operator', now())),
  });
}

function isHealthy({ disabled, failingSince, breaker, window }: EndpointState): boolean {
  return disabled === undefined && failingSince === undefined && breaker === undefined && window === undefined;
}
