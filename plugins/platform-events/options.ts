import * as z from 'zod';
import { EVENT_OCCASIONS } from './event-types.ts';

/** The fields that only an org's custom event can have. */
const EXTRA_FIELD_NAMES = [
  'OrderDate',
  'SubscriptionName',
  'CountryCode',
  'OrderValue',
  'OrderCurrency',
  'Reason',
] as const;

/** The name of a field that only an org's custom event can have. */
export type ExtraFieldName = (typeof EXTRA_FIELD_NAMES)[number];

const names = z.array(z.string().min(1));

/** Options of the platform events plugin. */
export const platformEventOptions = z.strictObject({
  connection: z
    .string()
    .min(1)
    .default('salesforce')
    .describe('Name of the secret with baseUrl (the My Domain URL), clientId and clientSecret of a connected app.'),
  eventName: z
    .string()
    .regex(/^\w+__e$/)
    .default('i42as__OrderEvent__e')
    .describe('API name of the platform event. The default is the event of the managed package.'),
  fieldPrefix: z.string().default('i42as__').describe('Prefix of every field name: the namespace.'),
  fieldSuffix: z.string().default('__c').describe('Suffix of every field name.'),
  fieldNames: z
    .record(z.string().regex(/^\w+$/), z.string().regex(/^\w+$/))
    .default({})
    .describe('API names of fields that the org renames, by their name without prefix and suffix, e.g. OrderNumber.'),
  extraFields: z
    .array(z.enum(EXTRA_FIELD_NAMES))
    .default([])
    .describe("Additional fields of the org's custom event. The event of the managed package has none of them."),
  eventTypes: z
    .partialRecord(z.enum(EVENT_OCCASIONS), z.string().min(1).max(40))
    .default({})
    .describe('Event types that the org renames or adds, by order type or gift.'),
  source: z.string().min(1).default('Limio').describe('Value of the field Source.'),
  salesforceStep: z
    .string()
    .default('salesforceV3')
    .describe('Id of the earlier step whose output contains crmId and contactId.'),
  zuoraStep: z
    .string()
    .default('zuora')
    .describe('Id of the earlier step whose output contains subscriptionNumber, effectiveDate and endsOn.'),
  sendWholeOrder: z
    .boolean()
    .default(false)
    .describe(
      'Whether the field LimioOrder contains the reduced order as JSON. This sends personal data to Salesforce.',
    ),
  orderDataOptions: z
    .strictObject({
      fieldsToKeep: names.optional().describe('Top-level fields to keep, instead of the default list.'),
      itemFields: names
        .default([])
        .describe('Additional fields to keep of every item, e.g. parentId, orderItemActionType.'),
      productDataFields: names
        .default([])
        .describe("Additional fields to keep of every product's data, e.g. syncedFrom."),
      offerDataFields: names.default([]).describe("Additional fields to keep of every offer's data."),
    })
    .default({ itemFields: [], productDataFields: [], offerDataFields: [] })
    .describe('What the reduced order keeps. Applies only with sendWholeOrder.'),
  apiVersion: z
    .string()
    .regex(/^v\d+\.0$/)
    .default('v62.0')
    .describe('Version of the REST API.'),
  timeoutMs: z.number().int().positive().default(10_000).describe('How long to wait for the reply, in milliseconds.'),
});

/** Parsed options of the platform events plugin. */
export type PlatformEventOptions = z.output<typeof platformEventOptions>;
