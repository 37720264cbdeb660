import * as z from 'zod';
import { newAccountSchema } from './accounts.ts';
import { amountField, dateField, textField } from './fields.ts';
import { orderActionSchema } from './order-action-schema.ts';

const MOST = 50;

const processingOptionsSchema = z
  .looseObject({
    runBilling: z.boolean().optional(),
    collectPayment: z.boolean().optional(),
    refund: z.boolean().optional(),
    refundAmount: amountField.optional(),
    electronicPaymentOptions: z.looseObject({ paymentMethodId: textField.optional() }).optional(),
  })
  .refine(({ runBilling, collectPayment }) => !collectPayment || runBilling, {
    path: ['collectPayment'],
    error: "cannot be 'true' when the 'runBilling' flag is 'false'",
  })
  .refine(({ refund, refundAmount }) => !refund || refundAmount !== undefined, {
    path: ['refundAmount'],
    error: 'an order that refunds needs the amount',
  });

/** How an order is billed. */
export type ProcessingOptions = z.infer<typeof processingOptionsSchema>;

/** The body of "Create an order" and "Preview an order". Source: Zuora v1 API reference; limits: "Limitations on Orders". */
export const orderSchema = z
  .looseObject({
    orderDate: dateField,
    orderNumber: textField.max(100).optional(),
    existingAccountNumber: textField.optional(),
    existingAccountId: textField.optional(),
    newAccount: newAccountSchema.optional(),
    subscriptions: z
      .array(
        z.looseObject({
          subscriptionNumber: textField.optional(),
          orderActions: z.array(orderActionSchema).min(1).max(MOST),
          customFields: z.record(z.string(), z.unknown()).optional(),
        }),
      )
      .min(1)
      .max(MOST),
    processingOptions: processingOptionsSchema.optional(),
    previewOptions: z
      .looseObject({
        previewTypes: z.array(z.enum(['ChargeMetrics', 'BillingDocs', 'OrderDeltaMetrics', 'OrderMetrics'])).optional(),
      })
      .optional(),
  })
  .superRefine((order, context) => {
    const accounts = [order.existingAccountNumber ?? order.existingAccountId, order.newAccount];
    if (accounts.filter((account) => account !== undefined).length !== 1) {
      const message = 'exactly one of existingAccountNumber and newAccount is required';
      context.addIssue({ code: 'custom', path: ['existingAccountNumber'], message });
    }
    const actions = order.subscriptions.reduce((sum, { orderActions }) => sum + orderActions.length, 0);
    if (actions > MOST) {
      context.addIssue({ code: 'custom', path: ['subscriptions'], message: `at most ${MOST} order actions per order` });
    }
  });

/** A checked order. */
export type OrderRequest = z.infer<typeof orderSchema>;

/** What an order does to one subscription. */
export type OrderSubscription = OrderRequest['subscriptions'][number];
