import * as z from 'zod';
import { isTimeZone } from './order-fields/days.ts';

const ratePlan = z.union([
  z.string().min(1),
  z.strictObject({
    productRatePlanId: z.string().min(1),
    quantityChargeId: z
      .string()
      .min(1)
      .describe('Product rate plan charge that takes the quantity; needed for quantities over 1.'),
  }),
]);

/** Options of the Zuora plugin. */
export const zuoraOptions = z.strictObject({
  connection: z
    .string()
    .min(1)
    .default('zuora')
    .describe('Secret with baseUrl (the REST endpoint of the tenant), clientId and clientSecret of an OAuth client.'),
  ratePlans: z
    .record(z.string(), z.union([ratePlan, z.array(ratePlan).min(1)]))
    .default({})
    .describe('Product rate plan ids by the path or the id of an offer or add-on.'),
  defaultTerm: z
    .strictObject({
      type: z.enum(['TERMED', 'EVERGREEN']).default('TERMED'),
      length: z.number().int().positive().default(12).describe('Periods in the initial term and in each renewal.'),
      period: z.enum(['Month', 'Year', 'Week', 'Day']).default('Month'),
    })
    .default({ type: 'TERMED', length: 12, period: 'Month' })
    .describe('Term of a subscription whose offer has no term__limio.'),
  autoRenew: z.boolean().default(true).describe('Whether termed subscriptions renew, unless the order says otherwise.'),
  keptRatePlans: z
    .array(z.string().min(1))
    .default([])
    .describe('Product rate plan ids that a change of offer leaves in place: discounts and add-ons.'),
  cancellationPolicy: z
    .enum(['EndOfCurrentTerm', 'EndOfLastInvoicePeriod'])
    .default('EndOfCurrentTerm')
    .describe('When a cancellation without cancelDate ends the subscription.'),
  refundOnCancel: z
    .boolean()
    .default(false)
    .describe('Whether a cancellation that leaves the customer with a credit also refunds it.'),
  refundAs: z
    .enum(['credit-memo', 'payment'])
    .default('credit-memo')
    .describe('What a refund becomes: a credit memo, or a refund of the latest payment that is large enough.'),
  creditCharges: z
    .record(z.string(), z.string().min(1))
    .default({})
    .describe('Product rate plan charge of a credit memo line by the path or the id of the offer or add-on.'),
  creditChargeId: z
    .string()
    .min(1)
    .optional()
    .describe('Product rate plan charge of credit memo lines that creditCharges does not name.'),
  reasonCodes: z
    .record(z.string(), z.string().min(1))
    .default({})
    .describe("Zuora's reason codes by the reason of the order; without an entry Zuora uses its default."),
  runBilling: z.boolean().default(true).describe('Whether Zuora bills the order at once.'),
  collectPayment: z.boolean().default(true).describe('Whether Zuora charges the payment method at once.'),
  invoiceSeparately: z.boolean().default(true).describe('Whether each subscription gets an invoice of its own.'),
  invoicePaymentMethodId: z
    .string()
    .min(1)
    .optional()
    .describe('Payment method of new accounts that pay by invoice; without it they have none.'),
  serviceActivationAttribute: z
    .string()
    .default('requires_service_activation__limio')
    .describe('Offer attribute that keeps a subscription waiting for its activation when it is true.'),
  accountNumberField: z
    .string()
    .default('zuora_account_number')
    .describe('Field of customFields that names an existing account; without it a new order creates one.'),
  salesforceStep: z
    .string()
    .default('salesforceV3')
    .describe('Id of the earlier step whose output has the crmId of the account.'),
  customFields: z
    .strictObject({
      order: z.array(z.enum(['Source__c', 'InitiatedSource__c'])).default([]),
      subscription: z
        .array(z.union([z.enum(['lmo_offer__c', 'CancellationReason__c']), z.string().regex(/^ltm_\w+__c$/)]))
        .default([]),
    })
    .default({ order: [], subscription: [] })
    .describe('Custom fields that exist in the tenant; only these are sent, as Zuora refuses unknown fields.'),
  timeZone: z
    .string()
    .refine(isTimeZone, { error: 'expected a time zone such as America/Los_Angeles' })
    .optional()
    .describe(
      "Time zone of the Zuora tenant, e.g. America/Los_Angeles: Zuora bills no order at once whose day is still to come there. Without it, an order's day is the one that its date writes, or today in UTC.",
    ),
  timeoutMs: z
    .number()
    .int()
    .positive()
    .default(50_000)
    .describe('How long to wait for each reply, in milliseconds. Zuora itself gives up on an order after 120 s.'),
});

/** Parsed options of the Zuora plugin. */
export type ZuoraOptions = z.output<typeof zuoraOptions>;
