import * as z from 'zod';
import { ORDER_EVENT_TYPES, type OrderEventType } from '../order/order-event-types.ts';
import { orderTypeNameSchema, secretReferenceSchema } from './field-schemas.ts';

const LOOPBACK_HOSTS: readonly string[] = ['127.0.0.1', 'localhost', '[::1]'];

const webhookUrlSchema = z
  .url()
  .refine(isHttpsOrLoopback, 'Expected an https URL; http is for loopback, on one machine, only')
  .describe('Where events are sent to, by POST.');

const eventTypeSchema = z.enum(Object.keys(ORDER_EVENT_TYPES) as [OrderEventType, ...OrderEventType[]]);

/** One entry of a tenant's webhooks. */
export const webhookConfigSchema = z
  .strictObject({
    name: z
      .string()
      .regex(/^[A-Za-z][A-Za-z0-9_-]{0,39}$/, 'Expected a letter followed by at most 39 letters, digits, "_" or "-"')
      .describe('Unique in the tenant; part of the id of every delivery.'),
    url: webhookUrlSchema,
    events: z.array(eventTypeSchema).min(1).describe('The types of order events to send.'),
    orderTypes: z.array(orderTypeNameSchema).min(1).optional().describe('Only orders of these types. Default: all.'),
    signingSecret: secretReferenceSchema
      .optional()
      .describe('Secret that signs every request (Standard Webhooks); may hold two keys while one takes over.'),
    basicAuth: secretReferenceSchema.optional().describe('Secret { username, password } sent as basic auth.'),
    payload: z
      .enum(['full', 'slim'])
      .default('full')
      .describe('full: the event and the order as received. slim: the event alone.'),
    enabled: z.boolean().default(true).describe('false: nothing is sent, and nothing kept for later.'),
  })
  .refine(
    ({ signingSecret, basicAuth }) => signingSecret !== undefined || basicAuth !== undefined,
    'Expected signingSecret, basicAuth or both, found neither: the receiver could not tell the events from forged ones',
  );

/** A webhook as the tenant file has it. */
export type WebhookConfig = z.output<typeof webhookConfigSchema>;

// Which loopback may really be dialled is for the outbound guard to say (lambdas/outbound).
function isHttpsOrLoopback(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK_HOSTS.includes(hostname));
}

/** Names of the webhooks that the tenant file switches on. */
export function enabledWebhooks({ webhooks }: { readonly webhooks: readonly WebhookConfig[] }): readonly string[] {
  return webhooks.filter(({ enabled }) => enabled).map(({ name }) => name);
}
