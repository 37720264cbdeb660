import * as z from 'zod';
import { LISTED_STATUSES } from '../../core/webhooks/delivery-record.ts';
import { defineRoute, type RouteDefinition } from './define-route.ts';
import { cursorParameter, wholeNumber } from './query-schemas.ts';
import { orderIdSchema } from './response-parts.ts';

const deliveriesQuerySchema = z.strictObject({
  webhook: z.string().min(1).max(40).optional().describe('Only deliveries to this webhook.'),
  status: z.enum(LISTED_STATUSES).optional().describe('Only deliveries in this status.'),
  order: orderIdSchema.optional().describe('Only deliveries of this order, sorted by event number.'),
  limit: wholeNumber({ minimum: 1, maximum: 100, default: 20 }).describe('The maximum number of deliveries on a page.'),
  cursor: cursorParameter(),
});

/** The body of `POST /webhooks/{name}/recover`. */
export const recoverBodySchema = z.strictObject({
  since: z.iso.datetime({ offset: true }).describe('Only deliveries created at this time or later.'),
  dry_run: z
    .boolean()
    .default(false)
    .describe('true: send nothing, and return how many deliveries would be sent again.'),
});

const SHARED = { scope: 'orders:operate', function: 'webhooks-api', tag: 'webhooks' } as const;

/** The routes that show, recover, enable and disable webhooks. */
export const WEBHOOKS_ROUTES = [
  defineRoute({
    ...SHARED,
    method: 'GET',
    path: '/webhooks',
    orScope: 'orders:audit',
    operationId: 'listWebhooks',
    summary: 'List webhooks and the health of their endpoints',
    responses: { 200: { description: 'Every webhook of the tenant file.', schema: 'WebhookList' } },
    problems: [],
  }),
  defineRoute({
    ...SHARED,
    method: 'GET',
    path: '/webhooks/deliveries',
    orScope: 'orders:audit',
    operationId: 'listDeliveries',
    summary: 'List deliveries, newest first',
    description: 'With `order`, lists the deliveries of that order by event number.',
    query: deliveriesQuerySchema,
    responses: { 200: { description: 'One page.', schema: 'DeliveryList' } },
    problems: [],
  }),
  defineRoute({
    ...SHARED,
    method: 'POST',
    path: '/webhooks/deliveries/{id}/redeliver',
    operationId: 'redeliver',
    effect: { destructive: false, idempotent: true },
    summary: 'Redeliver an event',
    description:
      'Starts a new round at once, with the full number of attempts and the same `webhook-id`. Safe to repeat.',
    responses: { 202: { description: 'The restarted delivery.', schema: 'Delivery' } },
    problems: ['delivery-not-found', 'delivery-busy', 'webhook-disabled'],
  }),
  defineRoute({
    ...SHARED,
    method: 'POST',
    path: '/webhooks/{name}/recover',
    operationId: 'recoverWebhook',
    effect: { destructive: false, idempotent: true },
    summary: 'Redeliver everything that a webhook missed',
    description:
      'Oldest first. Returns how many deliveries were restarted, and the `since` of the next request if there are more. Safe to repeat.',
    body: recoverBodySchema,
    responses: {
      200: { description: 'What would be sent again.', schema: 'RecoveryDryRun' },
      202: { description: 'The number of restarted deliveries.', schema: 'Recovery' },
    },
    problems: ['webhook-not-found', 'webhook-disabled'],
  }),
  defineRoute({
    ...SHARED,
    method: 'POST',
    path: '/webhooks/{name}/enable',
    operationId: 'enableWebhook',
    effect: { destructive: true, idempotent: true },
    summary: 'Enable a webhook',
    description: 'Also clears its record of failures. Use `recover` to redeliver what it missed. Safe to repeat.',
    responses: { 200: { description: 'The webhook.', schema: 'Webhook' } },
    problems: ['webhook-not-found'],
  }),
  defineRoute({
    ...SHARED,
    method: 'POST',
    path: '/webhooks/{name}/disable',
    operationId: 'disableWebhook',
    effect: { destructive: true, idempotent: true },
    summary: 'Disable a webhook',
    description: 'Events that occur while it is disabled are recorded as failed deliveries. Safe to repeat.',
    responses: { 200: { description: 'The webhook.', schema: 'Webhook' } },
    problems: ['webhook-not-found'],
  }),
] as const satisfies readonly (RouteDefinition & { readonly function: 'webhooks-api' })[];
