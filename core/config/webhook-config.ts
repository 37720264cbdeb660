import * as z from 'zod';
import { isLocalHost } from '../hosts.ts';
import { ORDER_EVENT_TYPES, type OrderEventType } from '../order/order-event-types.ts';
import { orderTypeNameSchema, secretReferenceSchema } from './field-schemas.ts';

const webhookUrlSchema = z
  .url()
  .refine(isHttpsOrLoopback, 'Expected an https URL: http is only for loopback and {sandbox}, on a single machine')
  .describe('Where to POST the events.');

const eventTypeSchema = z.enum(Object.keys(ORDER_EVENT_TYPES) as [OrderEventType, ...OrderEventType[]]);

/** One entry of a tenant's webhooks. */
export const webhookConfigSchema = z
  .strictObject({
    name: z
      .string()
      .regex(/^[A-Za-z][A-Za-z0-9_-]{0,39}$/, 'Expected a letter followed by at most 39 letters, digits, "_" or "-"')
      .describe('Unique in the tenant. Part of the id of every delivery.'),
    url: webhookUrlSchema,
    events: z.array(eventTypeSchema).min(1).describe('The types of order events to send.'),
    orderTypes: z.array(orderTypeNameSchema).min(1).optional().describe('Only orders of these types. Default: all.'),
    signingSecret: secretReferenceSchema
      .optional()
      .describe('Secret that signs every request (Standard Webhooks). May hold two keys during a rotation.'),
    basicAuth: secretReferenceSchema.optional().describe('Secret { username, password } sent as basic auth.'),
    payload: z
      .enum(['full', 'slim'])
      .default('full')
      .describe('full: the event and the order as received. slim: the event alone.'),
    enabled: z.boolean().default(true).describe('false: no events are sent, and none are kept for later.'),
  })
  .refine(
    ({ signingSecret, basicAuth }) => signingSecret !== undefined || basicAuth !== undefined,
    'Expected signingSecret, basicAuth or both, found neither: the receiver could not tell real events from forged ones',
  );

/** A webhook of a tenant file, with defaults filled in. */
export type WebhookConfig = z.output<typeof webhookConfigSchema>;

// The outbound guard (lambdas/outbound) decides which loopback addresses may actually be called.
function isHttpsOrLoopback(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || (protocol === 'http:' && isLocalHost(hostname));
}
