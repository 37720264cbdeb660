import type { WebhookConfig } from '../../../core/config/webhook-config.ts';
import type { StoredEvent } from '../../../core/order/order-record.ts';
import type { EndpointState } from '../../../core/webhooks/endpoint-state.ts';
import type { RawReply, SentRequest } from '../../../lambdas/outbound/exchange.ts';
import { createDeliverWebhook, type DeliverWebhookPorts } from '../../../lambdas/webhook-sender/deliver-webhook.ts';
import type { SenderEvent } from '../../../lambdas/webhook-sender/sender-event.ts';
import { createDeliveryIndex } from '../../../lambdas/webhook-store/delivery-index.ts';
import { createDeliveryStore } from '../../../lambdas/webhook-store/delivery-store.ts';
import { createEndpointStore } from '../../../lambdas/webhook-store/endpoint-store.ts';
import { startOrderWorld } from '../../helpers/order-world.ts';

/** A signing key of 24 bytes. */
export const SIGNING_KEY = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

/** A signed webhook. */
export const WEBHOOK: WebhookConfig = {
  name: 'crm-feed',
  url: 'https://hooks.example.org/orders',
  events: ['order.submitted'],
  signingSecret: 'webhooks/crm-feed',
  payload: 'full',
  enabled: true,
};

type Respond = (request: SentRequest) => Promise<RawReply> | RawReply;

/** A reply without a body. */
export function reply(status: number, headers: Readonly<Record<string, string>> = {}, text = ''): RawReply {
  return { status, headers, text };
}

/** Starts an in-memory order table with a sender. The test plays the receiver. */
export async function startWebhookWorld(webhooks: readonly WebhookConfig[] = [WEBHOOK]) {
  const world = await startOrderWorld();
  const deliveries = createDeliveryStore(world.client, world.table);
  const endpoints = createEndpointStore(world.client, world.table);
  const requests: SentRequest[] = [];
  const endpointChanges: { readonly webhook: string; readonly message: string; readonly state: EndpointState }[] = [];
  const errors: unknown[] = [];
  const publishedMetrics: Parameters<DeliverWebhookPorts['publishMetrics']>[] = [];
  const secrets = new Map<string, Readonly<Record<string, string>>>([
    ['webhooks/crm-feed', { value: SIGNING_KEY }],
    ['auth/hooks', { username: 'orders', password: 'correct horse' }],
  ]);
  let respond: Respond = () => reply(204);
  let jitter = 1;
  const ports: DeliverWebhookPorts = {
    webhooks: [...webhooks],
    orders: world.orders,
    deliveries,
    endpoints,
    async readSecret(reference) {
      const secret = secrets.get(reference);
      if (secret === undefined) throw new Error(`There is no secret ${reference}.`);
      return secret;
    },
    async sendRequest(request) {
      requests.push(request);
      return respond(request);
    },
    now: world.now,
    random: () => jitter,
    onEndpointChange: (webhook, message, state) => void endpointChanges.push({ webhook, message, state }),
    onError: (error) => void errors.push(error),
    publishMetrics: (...metrics) => void publishedMetrics.push(metrics),
  };
  const deliver = createDeliverWebhook(ports);
  return {
    ...world,
    ports,
    deliveries,
    endpoints,
    index: createDeliveryIndex(world.client, world.table),
    requests,
    endpointChanges,
    errors,
    /** The published metrics with their webhook, oldest first. */
    publishedMetrics,
    secrets,
    /** Sets how the receiver responds. */
    respondWith(next: Respond) {
      respond = next;
    },
    /** Sets the random number for every delay. */
    setJitter(next: number) {
      jitter = next;
    },
    /** Invokes the sender once. Returns its result, or its error with the seconds to wait. */
    async send(event: Omit<SenderEvent, 'webhook' | 'round' | 'owner'> & Partial<SenderEvent>): Promise<SendResult> {
      try {
        return await deliver({ webhook: WEBHOOK.name, round: 1, owner: 'execution-1', ...event });
      } catch (error) {
        const { name, message } = error instanceof Error ? error : new Error(String(error));
        const seconds: unknown = name === 'DeliveryPostponed' ? JSON.parse(message).seconds : undefined;
        return { error: name, ...(typeof seconds === 'number' && { seconds }), message };
      }
    },
    /** Stores an order with its first event and the given ones. */
    async orderWith(...events: readonly StoredEvent[]): Promise<string> {
      const { id } = await world.submitted();
      if (events.length > 0)
        await world.orders.changeStatus({
          orderId: id,
          run: 1,
          to: 'processing',
          events,
          at: world.now().toISOString(),
        });
      return id;
    },
  };
}

/** What the sender returned or threw. */
export type SendResult =
  | { readonly outcome: string }
  | { readonly error: string; readonly message: string; readonly seconds?: number };

/** The result of `startWebhookWorld`. */
export type WebhookWorld = Awaited<ReturnType<typeof startWebhookWorld>>;
