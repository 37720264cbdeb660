import type { ResponseBody } from '../../../blueprint/routes/response-schemas.ts';
import type { WebhookConfig } from '../../../core/config/webhook-config.ts';
import { orderEventIdOf } from '../../../core/order/order-ids.ts';
import type { DeliveryRecord } from '../../../core/webhooks/delivery-record.ts';
import { deliveryIdOf } from '../../../core/webhooks/delivery-record.ts';
import type { EndpointState } from '../../../core/webhooks/endpoint-state.ts';

type WebhookView = ResponseBody<'Webhook'>;

/** Returns the API's view of a webhook. Secrets are references, never values. */
export function webhookView(webhook: WebhookConfig, state: EndpointState): WebhookView {
  const { name, url, events, orderTypes, signingSecret, basicAuth, payload, enabled } = webhook;
  return {
    name,
    url,
    events,
    orderTypes: orderTypes ?? null,
    ...(signingSecret !== undefined && { signingSecret }),
    ...(basicAuth !== undefined && { basicAuth }),
    payload,
    enabled,
    endpoint: {
      state: endpointStatus(webhook, state),
      disabled: state.disabled ?? null,
      failingSince: state.failingSince ?? null,
      warnings: state.warnings ?? [],
      openUntil: state.breaker?.openUntil ?? null,
      recoveredAt: state.recoveredAt ?? null,
      lastFailureAt: state.lastFailureAt ?? null,
    },
  };
}

function endpointStatus(
  { enabled }: WebhookConfig,
  { disabled, breaker }: EndpointState,
): WebhookView['endpoint']['state'] {
  if (!enabled) return 'off';
  if (disabled !== undefined) return 'disabled';
  return breaker === undefined ? 'enabled' : 'resting';
}

/** Returns the API's view of a delivery. */
export function deliveryView(delivery: DeliveryRecord): ResponseBody<'Delivery'> {
  const { orderId, sequence, webhook, status, eventType, orderType, round, attempts, nextTryAt, reason } = delivery;
  const id = deliveryIdOf(delivery);
  return {
    id,
    webhook,
    status,
    event: { id: orderEventIdOf(orderId, sequence), type: eventType, sequence, orderId, orderType },
    round,
    attempts: attempts.map((attempt, index) => ({
      number: index + 1,
      ...attempt,
      traceparent: attempt.traceparent ?? null,
    })),
    nextTryAt: nextTryAt ?? null,
    reason: reason ?? null,
    createdAt: delivery.createdAt,
    updatedAt: delivery.updatedAt,
    links: { order: `/orders/${orderId}`, redeliver: `/webhooks/deliveries/${id}/redeliver` },
  };
}
