import * as z from 'zod';

const path = z
  .string()
  .regex(/^\w+(\.\w+)*$/, 'expected a path in the order such as customFields.po_number')
  .describe('Path in the order, e.g. customFields.po_number.');

const customField = z.string().regex(/^\w+__c$/, 'expected the API name of a custom field, e.g. Region__c');

const name = z.string().min(1);
const flag = z.boolean();

/** Settings of new accounts that are the same for every order ("API Reference", Create an order, `newAccount`). */
export const accountSettings = z.strictObject({
  paymentTerm: name.optional().describe('Name of the payment term, e.g. Net 30.'),
  batch: name.optional().describe('Batch for bill runs and payment runs, e.g. Batch5.'),
  communicationProfileId: name.optional().describe('Id of the communication profile.'),
  invoiceTemplateId: name.optional().describe('Id of the invoice template.'),
  creditMemoTemplateId: name.optional().describe('Id of the credit memo template.'),
  sequenceSetId: name.optional().describe('Id of the sequence set for numbers of invoices and memos.'),
  salesRep: name.optional().describe('Name of the sales representative.'),
  invoiceDeliveryPrefsEmail: flag.optional().describe('Whether Zuora e-mails invoices to the account.'),
  invoiceDeliveryPrefsPrint: flag.optional().describe('Whether invoices are printed for the account.'),
});

const pathByField = z.record(customField, path).default({});

/** Where fields of Zuora's records come from in an order. */
export const fieldSources = z.strictObject({
  purchaseOrderNumber: path.optional().describe('Path in the order of the purchase order number of a new account.'),
  parentId: path.optional().describe('Path in the order of the Zuora id of the parent account of a new account.'),
  vatId: path.optional().describe('Path in the order of the VAT id of a new account.'),
  account: pathByField.describe('Custom fields of new accounts, each with its path.'),
  order: pathByField.describe('Custom fields of orders, each with its path.'),
  subscription: pathByField.describe('Custom fields of subscriptions, each with its path.'),
  ratePlan: pathByField.describe('Custom fields of added rate plans, each with its path.'),
});
