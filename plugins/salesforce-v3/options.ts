import * as z from 'zod';

/** Options of the Salesforce plugin. */
export const salesforceOptions = z.strictObject({
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
  accountOptions: z
    .strictObject({
      recordTypeName: z.string().min(1).optional().describe('Name of the record type of new accounts.'),
    })
    .default({})
    .describe('Settings for new accounts.'),
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
  timeoutMs: z.number().int().positive().default(10_000).describe('How long to wait for each reply, in milliseconds.'),
});

/** Parsed options of the Salesforce plugin. */
export type SalesforceOptions = z.output<typeof salesforceOptions>;
