import { deliveriesQuerySchema } from '../../lambdas/api/webhooks/deliveries-query.ts';
import { recoverRequestSchema } from '../../lambdas/api/webhooks/recover-request.ts';
import type { OperationSpec } from './headers.ts';

/** The routes of webhooks by the blueprint's `METHOD /path`. */
export const WEBHOOK_OPERATIONS: Readonly<Record<string, OperationSpec>> = {
  'GET /webhooks': {
    operationId: 'listWebhooks',
    tag: 'webhooks',
    summary: 'List webhooks and how their endpoints do',
    answers: { 200: { description: 'Every webhook of the tenant file.', schema: 'WebhookList' } },
    problems: ['invalid-request'],
  },
  'GET /webhooks/deliveries': {
    operationId: 'listDeliveries',
    tag: 'webhooks',
    summary: 'List deliveries, newest first',
    description: 'With `order`: those of one order, by event.',
    query: deliveriesQuerySchema,
    answers: { 200: { description: 'One page.', schema: 'DeliveryList' } },
    problems: ['invalid-request'],
  },
  'POST /webhooks/deliveries/{id}/redeliver': {
    operationId: 'redeliver',
    tag: 'webhooks',
    summary: 'Deliver an event again',
    description: 'At once, with all its tries, under the same `webhook-id`. Can be repeated.',
    answers: { 202: { description: 'The delivery, begun again.', schema: 'Delivery' } },
    problems: ['invalid-request', 'delivery-not-found', 'delivery-busy', 'webhook-disabled'],
  },
  'POST /webhooks/{name}/recover': {
    operationId: 'recoverWebhook',
    tag: 'webhooks',
    summary: 'Deliver everything again that a webhook did not get',
    description:
      'Oldest first. Answers how many were begun, and the `since` to go on from when there are more. Can be repeated.',
    body: recoverRequestSchema,
    answers: { 202: { description: 'What was begun.', schema: 'Recovery' } },
    problems: ['invalid-request', 'webhook-not-found', 'webhook-disabled'],
  },
  'POST /webhooks/{name}/enable': {
    operationId: 'enableWebhook',
    tag: 'webhooks',
    summary: 'Send to a disabled webhook again',
    description: 'Forgets its failures too. What it missed is recovered by `recover`. Can be repeated.',
    answers: { 200: { description: 'The webhook.', schema: 'Webhook' } },
    problems: ['invalid-request', 'webhook-not-found'],
  },
  'POST /webhooks/{name}/disable': {
    operationId: 'disableWebhook',
    tag: 'webhooks',
    summary: 'Send nothing to a webhook',
    description: 'What happens meanwhile is kept as failed deliveries. Can be repeated.',
    answers: { 200: { description: 'The webhook.', schema: 'Webhook' } },
    problems: ['invalid-request', 'webhook-not-found'],
  },
};
