import * as z from 'zod';

/** Countries that have states in the picklists of a new org ("Salesforce Help", Standard Countries and Territories). */
const COUNTRIES_WITH_STATES = ['AU', 'BR', 'CA', 'CN', 'IE', 'IN', 'IT', 'JP', 'MX', 'US'];

const recordType = (what: string) =>
  z
    .strictObject({
      recordTypeName: z.string().min(1).optional().describe(`Name of the record type of new ${what}.`),
    })
    .default({})
    .describe(`Settings for new ${what}.`);

const customFields = (what: string) =>
  z
    .record(z.string().regex(/^\w+__p?c$/), z.string().min(1))
    .default({})
    .describe(
      `Custom fields of new ${what}: JSONata over { order, results, facts } by API name, e.g. { "Campaign__c": "order.tracking.campaign" }. An empty result leaves the field out.`,
    );

/** Options of the Salesforce plugin. */
export const salesforceOptions = z
  .strictObject({
    connection: z
      .string()
      .min(1)
      .default('salesforce')
      .describe('Name of the secret with baseUrl (the My Domain URL), clientId and clientSecret of a connected app.'),
    createPersonAccount: z
      .boolean()
      .default(false)
      .describe('Whether to create a person account instead of a business account with a contact.'),
    includeBillingDetails: z
      .boolean()
      .default(false)
      .describe(
        'Whether to copy the billing address to the account. The standard duplicate rule recognises a company by it.',
      ),
    includeDeliveryDetails: z
      .boolean()
      .default(false)
      .describe('Whether to copy the delivery address to the account, as its shipping address.'),
    addressPicklists: z
      .boolean()
      .default(true)
      .describe(
        'Whether state and country are picklists in the org, as in every new org. Codes then go to the code fields, e.g. BillingCountryCode; an org without picklists has no such fields.',
      ),
    countriesWithStates: z
      .array(z.string().regex(/^[A-Z]{2}$/))
      .default(COUNTRIES_WITH_STATES)
      .describe(
        'Countries that have states in the picklists of the org, by ISO 3166 code. The state of any other country is left out of the address.',
      ),
    whenTooLong: z
      .enum(['reject', 'shorten'])
      .default('reject')
      .describe(
        'What happens to an order with a name, a street, a town or a state that is longer than its field in Salesforce. E-mail addresses, phone numbers, postcodes and countries are never shortened.',
      ),
    whenSimilar: z
      .enum(['create', 'fail'])
      .default('create')
      .describe(
        'What happens to an order whose customer is similar to records in Salesforce, by its duplicate rules, but not the same person or company: create separate records, or fail. An account without a similar one is created before its contact is compared; it stays if the contact is similar.',
      ),
    whenSeveral: z
      .enum(['fail', 'create'])
      .default('fail')
      .describe(
        'What happens to an order whose customer has several accounts in Salesforce: fail without any effect, or create separate records, which needs externalIdField.',
      ),
    accountOptions: recordType('accounts'),
    contactOptions: recordType('contacts'),
    accountFields: customFields('accounts'),
    contactFields: customFields('contacts'),
    namedRecords: z
      .enum(['confirm', 'trust'])
      .default('confirm')
      .describe(
        'What an id of an existing record in an order counts for (tracking.accountId, tracking.contactId, the order that started a subscription): only with the e-mail address of the logged-in user in the record, or by itself. Trust ids only if every channel takes them from Salesforce, never from the address of a page.',
      ),
    externalIdField: z
      .string()
      .regex(/^\w+__c$/)
      .optional()
      .describe(
        'External id field of Account and Contact for the idempotency key. With it, a repeat does not depend on duplicate rules.',
      ),
    deleteOnUndo: z
      .boolean()
      .default(false)
      .describe(
        'Whether to delete the account and the contact that an order created when the order is compensated. Another order may already use them.',
      ),
    requireAccount: z
      .boolean()
      .default(false)
      .describe(
        'Whether an order that only looks up its customer fails if the customer is not in Salesforce. Otherwise later steps get no ids.',
      ),
    apiVersion: z
      .string()
      .regex(/^v\d+\.0$/)
      .default('v62.0')
      .describe('Version of the REST API. The duplicate rule header needs v52.0 or later.'),
    timeoutMs: z
      .number()
      .int()
      .positive()
      .default(10_000)
      .describe('How long to wait for each reply, in milliseconds.'),
  })
  .refine(({ externalIdField, whenSeveral }) => whenSeveral === 'fail' || externalIdField !== undefined, {
    path: ['whenSeveral'],
    error: 'expected externalIdField beside "create": without it, a repeat would create the records again',
  })
  .refine(
    ({ contactFields, contactOptions, createPersonAccount }) => {
      const hasContactSettings = contactOptions.recordTypeName !== undefined || Object.keys(contactFields).length > 0;
      return !createPersonAccount || !hasContactSettings;
    },
    {
      path: ['createPersonAccount'],
      error:
        'expected no contactFields and contactOptions: a person account has no contact of its own. Use accountFields, with the suffix __pc for custom fields of contacts',
    },
  );

/** Parsed options of the Salesforce plugin. */
export type SalesforceOptions = z.output<typeof salesforceOptions>;
