import * as z from 'zod';
import { EVENT_OCCASIONS } from './event-types.ts';

/** The names of the fields that only events of an org's own have. */
export const EXTRA_FIELD_NAMES = [
  'OrderDate',
  'SubscriptionName',
  'CountryCode',
  'OrderValue',
  'OrderCurrency',
  'Reason',
] as const;

/** The name of a field that only events of an org's own have. */
export type ExtraFieldName = (typeof EXTRA_FIELD_NAMES)[number];

const names = z.array(z.string().min(1));

/** Options of the platform events plugin. */
export const platformEventOptions = z.strictObject({
  connection: z
    .string()
    .min(1)
    .default('salesforce')
    .describe('Secret with baseUrl (the My Domain URL), clientId and clientSecret of a connected app.'),
  eventName: z
    .string()
    .regex(/^\w+__e$/)
    .default('i42as__OrderEvent__e')
    .describe('API name of the platform event; that of the managed package unless the org has its own.'),
  fieldPrefix: z.string().default('i42as__').describe('Put before the name of every field: the namespace.'),
  fieldSuffix: z.string().default('__c').describe('Put after the name of every field.'),
  fieldNames: z
    .record(z.string().regex(/^\w+$/), z.string().regex(/^\w+$/))
    .default({})
    .describe(
      'API name of a field by its name without prefix and suffix, e.g. OrderNumber, where the org has its own.',
    ),
  extraFields: z
    .array(z.enum(EXTRA_FIELD_NAMES))
    .default([])
    .describe("More fields that the org's own event has; the managed package has none of them."),
  eventTypes: z
    .partialRecord(z.enum(EVENT_OCCASIONS), z.string().min(1).max(40))
    .default({})
    .describe('Event type by order type, or gift, where the org names it otherwise or has one of its own.'),
  source: z.string().min(1).default('Limio').describe('Value of the field Source.'),
  salesforceStep: z
    .string()
    .default('salesforceV3')
    .describe('Id of the earlier step whose output has crmId and contactId.'),
  zuoraStep: z.string().default('zuora').describe('Id of the earlier step whose output has subscriptionNumber.'),
  sendWholeOrder: z
    .boolean()
    .default(false)
    .describe(
      'Whether the field LimioOrder holds the order, reduced, as JSON. It carries personal data to Salesforce.',
    ),
  orderDataOptions: z
    .strictObject({
      fieldsToKeep: names.optional().describe('Replaces the list of top-level fields that the reduced order keeps.'),
      itemFields: names.default([]).describe('More fields of every item, e.g. parentId, orderItemActionType.'),
      productDataFields: names.default([]).describe("More fields of every product's data, e.g. syncedFrom."),
      offerDataFields: names.default([]).describe("More fields of every offer's data."),
    })
    .default({ itemFields: [], productDataFields: [], offerDataFields: [] })
    .describe('What the reduced order keeps; it has an effect with sendWholeOrder only.'),
  apiVersion: z
    .string()
    .regex(/^v\d+\.0$/)
    .default('v62.0')
    .describe('Version of the REST API.'),
  timeoutMs: z.number().int().positive().default(10_000).describe('How long to wait for the reply, in milliseconds.'),
});

/** Parsed options of the platform events plugin. */
export type PlatformEventOptions = z.output<typeof platformEventOptions>;
