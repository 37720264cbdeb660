import * as z from 'zod';
import { isTimeZone } from '../../core/order/order-days.ts';
import { accountSettings, fieldSources } from './options/account-options.ts';
import { discount } from './options/discount-options.ts';
import { checkPriceOptions, priceOptions } from './options/price-options.ts';
import { ratePlan } from './options/rate-plan-options.ts';

/** Earlier versions call the amount of a credit memo line `memoItemAmount` ("Developer Center", API upgrades, 224.0). */
const OLDEST_VERSION = 224;

function isSupportedVersion(version: string): boolean {
  if (/^\d{4}-\d{2}-\d{2}$/.test(version)) return true;
  return /^\d{3}(\.\d)?$/.test(version) && Number(version) >= OLDEST_VERSION;
}

// What several options have is made once: the function makes all of them before its first order.
const name = z.string().min(1);
const nameByKey = z.record(z.string(), name);
const onByDefault = z.boolean().default(true);
const offByDefault = z.boolean().default(false);

/** Options of the Zuora plugin. */
export const zuoraOptions = z
  .strictObject({
    connection: name
      .default('zuora')
      .describe(
        'Name of the secret with baseUrl (the REST endpoint of the Zuora tenant), clientId and clientSecret of an OAuth client.',
      ),
    apiVersion: z
      .string()
      .refine(isSupportedVersion, { error: `expected a date such as 2025-08-12, or a number from ${OLDEST_VERSION}` })
      .default('2025-08-12')
      .describe(
        'Version of the API, sent as Zuora-Version with every request: a date, or a number from 224.0. Without it, Zuora would use the default of the tenant.',
      ),
    entityId: name
      .optional()
      .describe(
        'Entity of a tenant with Multi-entity, sent as Zuora-Entity-Ids. Required if the OAuth client may use several entities.',
      ),
    organizationIds: z
      .array(name)
      .default([])
      .describe(
        'Organisations of a tenant with Multi-Org, sent as Zuora-Org-Ids. By default all that the client may use.',
      ),
    ratePlans: z
      .record(z.string(), z.union([ratePlan, z.array(ratePlan).min(1)]))
      .default({})
      .describe('Product rate plans by the path or id of an offer or add-on.'),
    ...priceOptions,
    discounts: z
      .record(z.string(), discount)
      .default({})
      .describe(
        "Rate plans of discounts and promo codes, by the order's orderDiscount.name, or else by the path of its rate plan. Every subscription of the order gets it.",
      ),
    defaultTerm: z
      .strictObject({
        type: z.enum(['TERMED', 'EVERGREEN']).default('TERMED').describe('Whether the subscription has a term.'),
        length: z.number().int().positive().default(12).describe('Periods in the initial term and in each renewal.'),
        period: z.enum(['Month', 'Year', 'Week', 'Day']).default('Month').describe('Unit of length.'),
      })
      .default({ type: 'TERMED', length: 12, period: 'Month' })
      .describe('Term of subscriptions whose offer has no term__limio.'),
    autoRenew: onByDefault.describe(
      'Whether termed subscriptions renew automatically, unless the order says otherwise.',
    ),
    keptRatePlans: z
      .array(name)
      .default([])
      .describe('Product rate plan ids that a change of offer keeps, such as discounts and add-ons.'),
    extendSuspendedTerm: offByDefault.describe(
      'Whether a resumed subscription ends later by the time for which it was suspended.',
    ),
    cancellationPolicy: z
      .enum(['EndOfCurrentTerm', 'EndOfLastInvoicePeriod'])
      .default('EndOfCurrentTerm')
      .describe('When a cancellation without cancelDate ends the subscription.'),
    refundOnCancel: offByDefault.describe('Whether to refund the credit that a cancellation leaves.'),
    refundAs: z
      .enum(['credit-memo', 'payment'])
      .default('credit-memo')
      .describe('How to refund: by a credit memo, or by refunding the latest payment that is large enough.'),
    creditCharges: nameByKey
      .default({})
      .describe('Product rate plan charges for credit memo lines, by the path or id of the offer or add-on.'),
    creditChargeId: name
      .optional()
      .describe('Product rate plan charge for credit memo lines without an entry in creditCharges.'),
    giftCharges: nameByKey
      .default({})
      .describe('Product rate plan charges for the debit memos of gifts, by the path or id of the offer.'),
    giftChargeId: name
      .optional()
      .describe('Product rate plan charge for the debit memos of gifts without an entry in giftCharges.'),
    giftReasonCode: name
      .default('Gifting')
      .describe("Zuora's reason code for the debit memos of gifts. It must exist in the billing settings."),
    reasonCodes: nameByKey
      .default({})
      .describe(
        "Zuora's reason codes for credit memos, from the billing settings, by the reason of the order. Without an entry, Zuora uses its default.",
      ),
    refundReasonCodes: nameByKey
      .optional()
      .describe(
        "Zuora's reason codes for refunds, from the payment settings, by the reason of the order. Without this option, refunds take theirs from reasonCodes, which Zuora rejects if the payment settings lack them.",
      ),
    runBilling: onByDefault.describe('Whether Zuora bills the order immediately.'),
    collectPayment: onByDefault.describe('Whether Zuora charges the payment method immediately.'),
    billAheadOfStart: onByDefault.describe(
      'Whether Zuora bills an order that starts or changes a subscription later right away, through that day. Otherwise it bills through the day of the order, and a bill run bills the rest.',
    ),
    applyCredit: offByDefault.describe(
      'Whether Zuora pays the invoices of renewals and changes first with earlier credit memos and unapplied payments of the account. A credit from the change itself reduces its invoice only if the billing rules of the tenant net the two. New orders never use credits, so that an undo refunds what was paid.',
    ),
    invoiceSeparately: onByDefault.describe('Whether each subscription gets its own invoice.'),
    paymentGatewayIds: nameByKey
      .default({})
      .describe(
        'Ids of payment gateways by the name that orders send as payment.zuora.paymentGateway. Without an entry, a payment of an existing account uses the default gateway of Zuora.',
      ),
    makePaymentMethodDefault: offByDefault.describe(
      "Whether a new order on an existing account makes its payment method the account's default and puts the account on auto-pay. Otherwise it pays this order only, and renewals use the account's own.",
    ),
    multipleCurrencies: offByDefault.describe(
      'Whether the Zuora tenant has Multiple Currencies, so that an account may have subscriptions in other currencies than its own. Without it, new orders in another currency fail with currency_mismatch. Changes, credits and refunds need the currency of the account.',
    ),
    invoicePaymentMethodId: name
      .optional()
      .describe('Payment method of new accounts that pay by invoice. By default they have none.'),
    serviceActivationAttribute: z
      .string()
      .default('requires_service_activation__limio')
      .describe('Offer attribute that, if true, creates the subscription without activating it.'),
    accountNumberField: name
      .optional()
      .describe(
        'Field of customFields with the number of an existing account, e.g. zuora_account_number, for channels that let nobody name the account of somebody else. Without this option, an order cannot name an account.',
      ),
    ownerCheck: z
      .array(z.union([z.enum(['email', 'crmId']), z.string().regex(/^\w+__c$/)]))
      .default([])
      .describe(
        "What shows that an existing account, or the account of a subscription, belongs to the order's owner; one match is enough. email: the bill-to contact has the e-mail address of the logged-in user. crmId: it is the account that the step salesforceStep found by that address. A custom field of accounts, e.g. Owner__c: it contains the owner of the order. By default nothing is checked.",
      ),
    salesforceStep: z
      .string()
      .default('salesforceV3')
      .describe('Id of the earlier step whose output contains the crmId of the account.'),
    account: accountSettings.default({}).describe('Settings of new accounts.'),
    fieldSources: fieldSources
      .default({ account: {}, order: {}, subscription: {}, ratePlan: {} })
      .describe(
        'Fields of Zuora that are filled from other fields of an order. An order without the field leaves it out.',
      ),
    customFields: z
      .strictObject({
        order: z
          .array(z.enum(['Source__c', 'InitiatedSource__c']))
          .default([])
          .describe('Custom fields of orders.'),
        subscription: z
          .array(z.union([z.enum(['lmo_offer__c', 'CancellationReason__c']), z.string().regex(/^ltm_\w+__c$/)]))
          .default([])
          .describe('Custom fields of subscriptions.'),
        debitMemo: z
          .array(z.enum(['GiftCode__c']))
          .default([])
          .describe('Custom fields of the debit memos of gifts.'),
      })
      .default({ order: [], subscription: [], debitMemo: [] })
      .describe(
        'Custom fields that exist in the Zuora tenant. Only these are sent, because Zuora rejects unknown fields.',
      ),
    timeZone: z
      .string()
      .refine(isTimeZone, { error: 'expected a time zone such as America/Los_Angeles' })
      .optional()
      .describe(
        "Time zone of the Zuora tenant, e.g. America/Los_Angeles. Zuora does not bill an order immediately if its day is in the future there. Without it, the order's day is the day written in its date, or today in UTC.",
      ),
    timeoutMs: z
      .number()
      .int()
      .positive()
      .default(50_000)
      .describe('How long to wait for each reply, in milliseconds. Zuora itself times out after 120 seconds.'),
  })
  .superRefine(checkPriceOptions);

/** Parsed options of the Zuora plugin. */
export type ZuoraOptions = z.output<typeof zuoraOptions>;
