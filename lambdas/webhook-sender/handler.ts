import { WEBHOOK_SENDER_METRICS } from '../../blueprint/metrics.ts';
import { dynamoDbClient, secretsManagerClient } from '../clients.ts';
import { createOrderStore } from '../order-store/order-store.ts';
import { sendRequest } from '../outbound/send-request.ts';
import { environmentGroups, readEnvironment } from '../runtime/environment.ts';
import { lazily } from '../runtime/lazily.ts';
import { createLogger } from '../runtime/logger.ts';
import { createPublishMetrics } from '../runtime/metrics.ts';
import { readTenantConfig } from '../runtime/read-tenant-config.ts';
import { createReadSecret } from '../step-host/step-secrets.ts';
import { createDeliveryStore } from '../webhook-store/delivery-store.ts';
import { createEndpointStore } from '../webhook-store/endpoint-store.ts';
import { createDeliverWebhook } from './deliver-webhook.ts';
import { senderEventSchema } from './sender-event.ts';

/** Sends order events to webhooks; invoked by the delivery state machine. */
export const handler = lazily(async () => {
  const { tenant, orderStore, config, secrets, loopback } = environmentGroups;
  const env = readEnvironment({ ...tenant, ...orderStore, ...config, ...secrets, ...loopback });
  const { outbound, webhooks } = await readTenantConfig(env.TENANT_CONFIG_FILE);
  const policy = { allowedHosts: outbound.allowedHosts, loopback: env.OUTBOUND_LOOPBACK };
  const client = dynamoDbClient();
  const logger = createLogger(WEBHOOK_SENDER_METRICS.service);
  const deliver = createDeliverWebhook({
    webhooks,
    orders: createOrderStore(client, env.ORDERS_TABLE),
    deliveries: createDeliveryStore(client, env.ORDERS_TABLE),
    endpoints: createEndpointStore(client, env.ORDERS_TABLE),
    readSecret: createReadSecret(secretsManagerClient(), env.SECRETS_PREFIX),
    sendRequest: (request) => sendRequest(request, policy),
    now: () => new Date(),
    random: Math.random,
    onError: (error) => void logger.error('Could not update the endpoint state', { error: error as Error }),
    publishMetrics: createPublishMetrics(
      env.TENANT,
      WEBHOOK_SENDER_METRICS,
      (error) => void logger.error('Could not publish metrics', { error: error as Error }),
    ),
    onEndpointChange: (webhook, message, state) => logger.warn(message, { webhook, endpoint: { ...state } }),
  });
  return async (event: unknown) => {
    const request = senderEventSchema.parse(event);
    const { owner: _, orderId, ...about } = request;
    logger.setCorrelationId(orderId);
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
