import { EVENT_TYPES } from '../../../core/events/order-event-schema.ts';
import type { JsonObject } from '../../../core/json.ts';
import { pascalCase } from '../../../core/names.ts';
import { ORDER_EVENT_TYPES } from '../../../core/order/order-event-types.ts';
import { webhookBodySchema } from '../../../core/webhooks/webhook-body-schema.ts';
import { jsonSchemas, schemaReference } from './json-schemas.ts';

/** The schemas of what webhooks receive, by their names in the document. */
export function webhookComponents(): Readonly<Record<string, JsonObject>> {
  return jsonSchemas(Object.fromEntries(EVENT_TYPES.map((type) => [nameOf(type), webhookBodySchema(type)])), 'output');
}

/**
 * The `webhooks` of the document: one request per event type.
 *
 * Source of the form: OpenAPI Specification 3.1.1, "OpenAPI Object", and the Standard Webhooks specification for the
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
      'Sent to the webhooks of the tenant file that name the event, within 15 seconds a try. Delivered at least once, in no promised order: see `webhook-id` and `sequence`.',
    security: [],
    parameters: HEADERS,
    requestBody: {
      required: true,
      content: { 'application/json': { schema: { $ref: schemaReference(nameOf(type)) } } },
    },
    responses: {
      '2XX': { description: 'Taken. Any other status, redirects too, is tried again for about three days.' },
      '410': { description: 'The receiver wants no more events: the webhook is disabled.' },
      '429': { description: 'Tried again, not before the seconds or the date of `Retry-After`. So is 503.' },
    },
  };
}

const HEADERS: readonly JsonObject[] = [
  {
    name: 'webhook-id',
    required: true,
    description: 'The same for every try and every redelivery.',
    schema: { type: 'string' },
  },
  {
    name: 'webhook-timestamp',
    required: true,
    description: 'When this try was made, in seconds since 1970; it is signed.',
    schema: { type: 'string' },
  },
  {
    name: 'webhook-signature',
    required: false,
    description: '`v1,` and the HMAC-SHA256 of id, timestamp and body in base64; one for each key, apart by spaces.',
    schema: { type: 'string' },
  },
  {
    name: 'x-order-webhook',
    required: false,
    description: 'The name that older receivers know the webhook by, e.g. `Address Change`.',
    schema: { type: 'string' },
  },
].map((header) => ({ ...header, in: 'header' }));

function nameOf(type: string): string {
  return `${pascalCase(type.replace('.', '-'))}Webhook`;
}
