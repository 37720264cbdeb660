import { EVENT_TYPES } from '../../../core/events/order-event-schema.ts';
import type { JsonObject } from '../../../core/json.ts';
import { pascalCase } from '../../../core/names.ts';
import { ORDER_EVENT_TYPES } from '../../../core/order/order-event-types.ts';
import { webhookBodySchema } from '../../../core/webhooks/webhook-body-schema.ts';
import { jsonSchemas, schemaReference } from './json-schemas.ts';

/** Returns the schemas of the requests that webhooks receive, by their names in the document. */
export function webhookComponents(): Readonly<Record<string, JsonObject>> {
  return jsonSchemas(Object.fromEntries(EVENT_TYPES.map((type) => [nameOf(type), webhookBodySchema(type)])), 'output');
}

/**
 * Returns the `webhooks` of the document: one request per event type.
 *
 * Source of the format: OpenAPI Specification 3.1.1, "OpenAPI Object", and the Standard Webhooks specification for the
 * headers.
 */
export function webhookEvents(): JsonObject {
  return Object.fromEntries(EVENT_TYPES.map((type) => [type, { post: requestOf(type) }]));
}

function requestOf(type: keyof typeof ORDER_EVENT_TYPES): JsonObject {
  return {
    operationId: `on${nameOf(type).replace(/Webhook$/, '')}`,
    tags: ['webhooks'],
    summary: ORDER_EVENT_TYPES[type],
    description:
      'Sent to every webhook of the tenant file that lists the event. An attempt times out after 15 seconds. Events are delivered at least once and possibly out of order: use `webhook-id` to recognise repeats and `sequence` to restore the order.',
    security: [],
    parameters: HEADERS,
    requestBody: {
      required: true,
      content: { 'application/json': { schema: { $ref: schemaReference(nameOf(type)) } } },
    },
    responses: {
      '2XX': {
        description:
          'Delivered. After any other status, including redirects, delivery is retried for about three days.',
      },
      '410': { description: 'The receiver wants no more events; the webhook is disabled.' },
      '429': {
        description: 'Retried, not before the time in `Retry-After` (seconds or a date). The same applies to 503.',
      },
    },
  };
}

const HEADERS: readonly JsonObject[] = [
  {
    name: 'webhook-id',
    required: true,
    description: 'The same for every attempt and every redelivery.',
    schema: { type: 'string' },
  },
  {
    name: 'webhook-timestamp',
    required: true,
    description: 'When this attempt was made, in seconds since 1970; part of the signed content.',
    schema: { type: 'string' },
  },
  {
    name: 'webhook-signature',
    required: false,
    description:
      '`v1,` followed by the HMAC-SHA256 of id, timestamp and body in base64; one per key, separated by spaces.',
    schema: { type: 'string' },
  },
  {
    name: 'x-order-webhook',
    required: false,
    description: 'The name of the webhook for older receivers, e.g. `Address Change`.',
    schema: { type: 'string' },
  },
].map((header) => ({ ...header, in: 'header' }));

function nameOf(type: string): string {
  return `${pascalCase(type.replace('.', '-'))}Webhook`;
}
