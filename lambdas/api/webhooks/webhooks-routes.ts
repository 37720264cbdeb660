import type { TenantConfig } from '../../../core/config/tenant-config.ts';
import type { WebhookConfig } from '../../../core/config/webhook-config.ts';
import { parseDeliveryId } from '../../../core/webhooks/delivery-record.ts';
import { disabledEndpoint, type EndpointState, enabledEndpoint } from '../../../core/webhooks/endpoint-state.ts';
import type { EndpointStore } from '../../webhook-store/endpoint-store.ts';
import { redeliver } from '../../webhook-store/redeliver.ts';
import { ApiProblem } from '../api-problem.ts';
import type { ApiAnswer, ApiRequest } from '../api-request.ts';
import { noQuery, parseQuery } from '../parse-query.ts';
import type { RouteTable } from '../router.ts';
import { checkSendable } from './check-sendable.ts';
import { deliveryView } from './delivery-view.ts';
import { listDeliveries } from './list-deliveries.ts';
import { type RecoverPorts, recoverWebhook } from './recover-webhook.ts';
import { webhookView } from './webhook-view.ts';

/** What the routes of webhooks work with. */
export interface WebhooksPorts extends RecoverPorts {
  readonly webhooks: TenantConfig['webhooks'];
  readonly endpoints: EndpointStore;
}

/** The routes by which operators look at webhooks and put them right. Each of them can be repeated. */
export function webhooksRoutes(ports: WebhooksPorts): RouteTable {
  const { deliveries, endpoints, index, now, webhooks } = ports;

  const named = ({ pathParameters: { name = '' } }: ApiRequest): WebhookConfig => {
    const found = webhooks.find((webhook) => webhook.name === name);
    if (found !== undefined) return found;
    const known = webhooks.length === 0 ? 'none' : webhooks.map((webhook) => webhook.name).join(', ');
    throw new ApiProblem(
      'webhook-not-found',
      `Expected the name of a webhook, found ${JSON.stringify(name.slice(0, 64))}. The tenant has ${known}.`,
    );
  };

  const change = async (request: ApiRequest, to: (state: EndpointState) => EndpointState): Promise<ApiAnswer> => {
    parseQuery(noQuery, request);
    const webhook = named(request);
    return { status: 200, body: webhookView(webhook, await endpoints.change(webhook.name, to)) };
  };

  return {
    async 'GET /webhooks'(request) {
      parseQuery(noQuery, request);
      const items = webhooks.map(async (webhook) => webhookView(webhook, await endpoints.get(webhook.name)));
      return { status: 200, body: { items: await Promise.all(items) } };
    },
    'GET /webhooks/deliveries': (request) =>
      listDeliveries(
        index,
        webhooks.map(({ name }) => name),
        request,
      ),
    async 'POST /webhooks/deliveries/{id}/redeliver'(request) {
      parseQuery(noQuery, request);
      const { id = '' } = request.pathParameters;
      const key = parseDeliveryId(id);
      const found = key && (await deliveries.get(key));
      if (found === undefined)
        throw new ApiProblem(
          'delivery-not-found',
          `Expected the id of a delivery, as receivers get it in webhook-id, found ${JSON.stringify(id.slice(0, 100))}, which none has.`,
        );
      await checkSendable(found.webhook, ports);
      const begun = await redeliver(found, ports);
      if (begun === undefined)
        throw new ApiProblem('delivery-busy', 'The delivery is being sent at this moment: look again in a minute.');
      return { status: 202, body: deliveryView(begun) };
    },
    async 'POST /webhooks/{name}/recover'(request) {
      parseQuery(noQuery, request);
      const { name } = named(request);
      await checkSendable(name, ports);
      return recoverWebhook(name, request, ports);
    },
    'POST /webhooks/{name}/enable': (request) =>
      change(request, (state) => (isHealthy(state) ? state : enabledEndpoint(state))),
    'POST /webhooks/{name}/disable': (request) =>
      change(request, (state) => disabledEndpoint(state, 'operator', now())),
  };
}

function isHealthy({ disabled, failingSince, breaker, window }: EndpointState): boolean {
  return disabled === undefined && failingSince === undefined && breaker === undefined && window === undefined;
}
