import * as z from 'zod';

/** Options of the Salesforce plugin. */
export const salesforceOptions = z.strictObject({
  connection: z
    .string()
    .min(1)
    .default('salesforce')
    .describe('Secret with baseUrl (the My Domain URL), clientId and clientSecret of a connected app.'),
  createPersonAccount: z
    .boolean()
    .default(false)
    .describe('True for a person account, false for a business account with a contact.'),
  includeBillingDetails: z
    .boolean()
    .default(false)
    .describe(
      'Whether the billing address is copied to the account; the standard duplicate rule knows a company by it.',
    ),
  includeDeliveryDetails: z
    .boolean()
    .default(false)
    .describe('Whether the delivery address is copied to the account, as its shipping address.'),
  accountOptions: z
    .strictObject({
      recordTypeName: z.string().min(1).optional().describe('Name of the record type of new accounts.'),
    })
    .default({})
    .describe('How new accounts are made.'),
  externalIdField: z
    .string()
    .regex(/^\w+__c$/)
    .optional()
    .describe(
      'External id field of Account and Contact for the idempotency key: a repeat then needs no duplicate rule.',
    ),
  deleteOnUndo: z
    .boolean()
    .default(false)
    .describe(
      'Whether an account and a contact that an order created are deleted when the order is compensated; another order may use them by then.',
    ),
  requireAccount: z
    .boolean()
    .default(false)
    .describe(
      'Whether an order that only looks the customer up fails when Salesforce does not know them; otherwise later steps get no ids.',
    ),
  apiVersion: z
    .string()
    .regex(/^v\d+\.0$/)
    .default('v62.0')
    .describe('Version of the REST API; v52.0 at least, for the duplicate rule header.'),
  timeoutMs: z.number().int().positive().default(10_000).describe('How long to wait for each reply, in milliseconds.'),
});

/** Parsed options of the Salesforce plugin. */
export type SalesforceOptions = z.output<typeof salesforceOptions>;
