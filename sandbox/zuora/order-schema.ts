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
    electronicPaymentOptions: modelObject({ paymentMethodId: textField.optional() }, 'paymentGatewayId').optional(),
  },
  'billingOptions refundReasonCode writeOff writeOffBehavior',
)
  .refine(({ runBilling, collectPayment }) => !collectPayment || runBilling, {
    path: ['collectPayment'],
    error: "cannot be 'true' when the 'runBilling' flag is 'false'",
  })
  .refine(({ refund, refundAmount }) => !refund || refundAmount !== undefined, {
    path: ['refundAmount'],
    error: 'the refund needs an amount',
  });

/** Billing options of an order. */
export type ProcessingOptions = z.infer<typeof processingOptionsSchema>;

/** Body of "Create an order" and "Preview an order". Source: Zuora v1 API reference; limits: "Limitations on Orders". */
export const orderSchema = modelObject(
  {
    orderDate: dateField,
    orderNumber: textField.max(100).optional(),
    existingAccountNumber: textField.optional(),
    newAccount: orderAccountSchema.optional(),
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
    processingOptions: processingOptionsSchema.optional(),
    previewOptions: modelObject(
      {
        previewTypes: z.array(z.enum(['ChargeMetrics', 'BillingDocs', 'OrderDeltaMetrics', 'OrderMetrics'])).optional(),
      },
      'documentDate previewNumberOfPeriods previewThruType skipTax specificPreviewThruDate',
    ).optional(),
  },
  'category customFields description reasonCode',
).superRefine((order, context) => {
  const accounts = [order.existingAccountNumber, order.newAccount];
  if (accounts.filter((account) => account !== undefined).length !== 1) {
    const message = 'exactly one of existingAccountNumber and newAccount is required';
    context.addIssue({ code: 'custom', path: ['existingAccountNumber'], message });
  }
  const actions = order.subscriptions.reduce((sum, { orderActions }) => sum + orderActions.length, 0);
  if (actions > MAX_ITEMS) {
    context.addIssue({
      code: 'custom',
      path: ['subscriptions'],
      message: `at most ${MAX_ITEMS} order actions per order`,
    });
  }
});

/** A valid order. */
export type OrderRequest = z.infer<typeof orderSchema>;

/** The part of an order about one subscription. */
export type OrderSubscription = OrderRequest['subscriptions'][number];
