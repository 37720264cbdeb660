import * as z from 'zod';
import { orderAccountSchema } from './accounts.ts';
import { orderActionSchema } from './order-action-schema.ts';
import { amountField, dateField, modelObject, textField } from './request-body.ts';

const MAX_ITEMS = 50;

/** Source: zuora-sdk 3.21.0, `ProcessingOptionsWithDelayedCapturePayment`. */
const processingOptionsSchema = modelObject(
  {
    runBilling: z.boolean().optional(),
    collectPayment: z.boolean().optional(),
    applyCredit: z.boolean().optional(),
    refund: z.boolean().optional(),
    refundAmount: amountField.optional(),
    refundReasonCode: textField.optional(),
    writeOff: z.boolean().optional(),
    applicationOrder: z
      .array(z.enum(['CreditMemo', 'UnappliedPayment']))
      .min(1)
      .optional(),
    electronicPaymentOptions: modelObject({ paymentMethodId: textField.optional() }, 'paymentGatewayId').optional(),
    billingOptions: modelObject({
      targetDate: dateField.optional(),
      documentDate: dateField.optional(),
      generateDraftInvoice: z.boolean().optional(),
      creditMemoReasonCode: textField.optional(),
    }).optional(),
  },
  'writeOffBehavior',
)
  .refine(({ runBilling, collectPayment }) => !collectPayment || runBilling, {
    path: ['collectPayment'],
    error: "cannot be 'true' when the 'runBilling' flag is 'false'",
  })
  .refine(({ refund, refundAmount }) => !refund || refundAmount !== undefined, {
    path: ['refundAmount'],
    error: 'the refund needs an amount',
  })
  .refine(({ collectPayment, refund }) => !collectPayment || !refund, {
    path: ['refund'],
    error: "cannot be 'true' together with 'collectPayment'",
  });

/** What to preview, and through which day. Source: zuora-sdk 3.21.0, `PreviewOptions`. */
const previewOptionsSchema = modelObject(
  {
    previewTypes: z.array(z.enum(['ChargeMetrics', 'BillingDocs', 'OrderDeltaMetrics', 'OrderMetrics'])).min(1),
    previewThruType: z.enum(['SpecificDate', 'TermEnd', 'NumberOfPeriods']),
    previewNumberOfPeriods: z.number().int().positive().optional(),
    specificPreviewThruDate: dateField.optional(),
  },
  'documentDate skipTax validateScheduledOrders',
)
  .refine(({ previewThruType: type, specificPreviewThruDate: date }) => type !== 'SpecificDate' || date, {
    path: ['specificPreviewThruDate'],
    error: 'a preview through a specific date needs the date',
  })
  .refine(({ previewNumberOfPeriods: periods, previewThruType: type }) => type !== 'NumberOfPeriods' || periods, {
    path: ['previewNumberOfPeriods'],
    error: 'a preview of a number of periods needs the number',
  });

/** What to preview of an order. */
export type PreviewOptions = z.infer<typeof previewOptionsSchema>;

/** Billing options of an order. */
export type ProcessingOptions = z.infer<typeof processingOptionsSchema>;

const orderFields = {
  orderDate: dateField,
  orderNumber: textField.max(100).optional(),
  existingAccountNumber: textField.optional(),
  customFields: z.record(z.string(), z.unknown()).optional(),
  subscriptions: z
    .array(
      modelObject(
        {
          subscriptionNumber: textField.optional(),
          orderActions: z.array(orderActionSchema).min(1).max(MAX_ITEMS),
          customFields: z.record(z.string(), z.unknown()).optional(),
        },
        'notes',
      ),
    )
    .min(1)
    .max(MAX_ITEMS),
};
const OTHER_FIELDS = 'category description reasonCode';

/** Body of "Create an order". Source: Zuora v1 API reference; limits: "Limitations on Orders". */
export const orderSchema = modelObject(
  {
    ...orderFields,
    newAccount: orderAccountSchema.optional(),
    status: z.enum(['Draft', 'Completed']).optional(),
    schedulingOptions: modelObject({
      scheduledDate: dateField,
      scheduledDatePolicy: z.enum(['SpecificDate']).optional(),
    }).optional(),
    processingOptions: processingOptionsSchema.optional(),
  },
  OTHER_FIELDS,
)
  .refine(({ processingOptions, status }) => status !== 'Draft' || processingOptions === undefined, {
    path: ['processingOptions'],
    error: 'is not supported in a draft order',
  })
  .superRefine(checkOrder);

/** Source: zuora-sdk 3.21.0, `PreviewAccountInfo`, `PreviewContactInfo`. */
const previewAccountSchema = modelObject(
  {
    billCycleDay: z.number().int().min(0).max(31),
    currency: z.string().length(3),
    soldToContact: modelObject({}, 'address1 address2 city country county postalCode state taxRegion').optional(),
  },
  'customFields shipToContact taxInfo',
);

/** Body of "Preview an order". Source: Zuora v1 API reference; zuora-sdk 3.21.0, `PreviewOrderRequest`. */
export const previewSchema = modelObject(
  { ...orderFields, previewAccountInfo: previewAccountSchema.optional(), previewOptions: previewOptionsSchema },
  OTHER_FIELDS,
)
  .superRefine((order, context) => checkOrder({ ...order, newAccount: order.previewAccountInfo }, context))
  .transform(({ previewAccountInfo: account, ...order }) => ({
    ...order,
    newAccount: account && {
      name: 'Preview',
      currency: account.currency,
      billCycleDay: account.billCycleDay,
      billToContact: { firstName: 'Preview', lastName: 'Preview', country: 'GB' },
    },
  }));

/** A valid order. */
export type OrderRequest = z.infer<typeof orderSchema>;

/** The part of an order about one subscription. */
export type OrderSubscription = OrderRequest['subscriptions'][number];

type OrderFields = Pick<OrderRequest, 'existingAccountNumber' | 'subscriptions'> & { readonly newAccount?: unknown };

function checkOrder(order: OrderFields, context: z.core.$RefinementCtx): void {
  const accounts = [order.existingAccountNumber, order.newAccount];
  if (accounts.filter((account) => account !== undefined).length !== 1) {
    const message = 'exactly one of an existing account and a new one is required';
    context.addIssue({ code: 'custom', path: ['existingAccountNumber'], message });
  }
  const actions = order.subscriptions.reduce((sum, { orderActions }) => sum + orderActions.length, 0);
  if (actions > MAX_ITEMS) {
    const message = `at most ${MAX_ITEMS} order actions per order`;
    context.addIssue({ code: 'custom', path: ['subscriptions'], message });
  }
}
