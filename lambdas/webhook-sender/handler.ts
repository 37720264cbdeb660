import { WEBHOOK_SENDER_METRICS } from '../../blueprint/metrics.ts';
import { now, orderStore, orderTable, outboundPolicy, readSecret, tenantConfig, wire } from '../compose.ts';
import { tracedOrders } from '../order-store/traced-orders.ts';
import { sendRequest } from '../outbound/send-request.ts';
import { lazily } from '../runtime/lazily.ts';
import { createLogger, logAbout } from '../runtime/logger.ts';
import { createPublishMetrics } from '../runtime/metrics.ts';
import { createDeliveryStore } from '../webhook-store/delivery-store.ts';
import { createEndpointStore } from '../webhook-store/endpoint-store.ts';
import { createDeliverWebhook } from './deliver-webhook.ts';
import { senderEventSchema } from './sender-event.ts';

/** Sends order events to webhooks; invoked by the delivery state machine. */
export const handler = lazily(async () => {
  const wiring = wire(['tenant', 'table', 'config', 'secrets', 'loopback']);
  const policy = await outboundPolicy(wiring);
  const logger = createLogger(WEBHOOK_SENDER_METRICS.service);
  const deliver = createDeliverWebhook({
    webhooks: (await tenantConfig(wiring)).webhooks,
    orders: tracedOrders(orderStore(wiring), (order) => logAbout(logger, order)),
    deliveries: createDeliveryStore(...orderTable(wiring)),
    endpoints: createEndpointStore(...orderTable(wiring)),
    readSecret: readSecret(wiring),
    sendRequest: (request) => sendRequest(request, policy),
    now,
    random: Math.random,
    onError: (error) => void logger.error('Could not update the endpoint state', { error: error as Error }),
    publishMetrics: createPublishMetrics(
      wiring.env.TENANT,
      WEBHOOK_SENDER_METRICS,
      (error) => void logger.error('Could not publish metrics', { error: error as Error }),
    ),
    onEndpointChange: (webhook, message, state) => logger.warn(message, { webhook, endpoint: { ...state } }),
  });
  return async (event: unknown) => {
    const request = senderEventSchema.parse(event);
    const { owner: _, orderId, ...about } = request;
    logAbout(logger, { id: orderId });
    try {
      const answer = await deliver(request);
      logger.info('Delivery ended', { ...about, ...answer });
      return answer;
    } catch (error) {
      logger.warn('Delivery attempt failed', { ...about, error: error as Error });
      throw error;
    }
  };
});
