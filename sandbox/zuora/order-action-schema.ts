import * as z from 'zod';
import { dateField, textField } from './request-body.ts';

const periodType = z.enum(['Month', 'Year', 'Day', 'Week']);
const price = z.looseObject({
  listPrice: z.number().optional(),
  price: z.number().optional(),
  quantity: z.number().optional(),
});
const chargeOverride = z.looseObject({
  productRatePlanChargeId: textField.optional(),
  productRatePlanChargeNumber: textField.optional(),
  pricing: z.record(z.string(), price).optional(),
});
const newRatePlan = z
  .looseObject({
    productRatePlanId: textField.optional(),
    productRatePlanNumber: textField.optional(),
    uniqueToken: textField.optional(),
    chargeOverrides: z.array(chargeOverride).optional(),
  })
  .refine((plan) => plan.productRatePlanId !== undefined || plan.productRatePlanNumber !== undefined, {
    path: ['productRatePlanId'],
    error: 'a product rate plan id or number is required',
  });

const existingRatePlan = z
  .looseObject({ ratePlanId: textField.optional(), uniqueToken: textField.optional() })
  .refine(({ ratePlanId, uniqueToken }) => ratePlanId !== undefined || uniqueToken !== undefined, {
    path: ['ratePlanId'],
    error: 'the id or the unique token of a rate plan of the subscription is required',
  });

const chargeUpdate = z.looseObject({ chargeNumber: textField, pricing: z.record(z.string(), price).optional() });

const initialTerm = z
  .looseObject({
    termType: z.enum(['TERMED', 'EVERGREEN']),
    period: z.number().int().positive().optional(),
    periodType: periodType.nullish(),
    startDate: dateField.optional(),
  })
  .refine(({ termType, period }) => termType === 'EVERGREEN' || period !== undefined, {
    path: ['period'],
    error: 'a termed subscription needs the length of its term',
  });

const triggerDates = z
  .array(
    z.looseObject({
      name: z.enum(['ContractEffective', 'ServiceActivation', 'CustomerAcceptance']),
      triggerDate: dateField,
    }),
  )
  .optional();

const terms = z.looseObject({
  autoRenew: z.boolean().optional(),
  initialTerm,
  renewalTerms: z.array(z.looseObject({ period: z.number().int().positive(), periodType })).optional(),
});

const cancellation = z
  .looseObject({
    cancellationPolicy: z.enum(['EndOfCurrentTerm', 'EndOfLastInvoicePeriod', 'SpecificDate']),
    cancellationEffectiveDate: dateField.optional(),
  })
  .refine(({ cancellationPolicy: policy, cancellationEffectiveDate: date }) => policy !== 'SpecificDate' || date, {
    path: ['cancellationEffectiveDate'],
    error: 'a cancellation on a specific date needs the date',
  });

/** An order action. Source: Zuora v1 API reference, "Create an order", `orderActions`. */
export const orderActionSchema = z.discriminatedUnion('type', [
  action('CreateSubscription', {
    createSubscription: z.looseObject({
      subscriptionNumber: textField.max(100).optional(),
      terms,
      subscribeToRatePlans: z.array(newRatePlan).min(1),
    }),
  }),
  action('AddProduct', { addProduct: newRatePlan }),
  action('RemoveProduct', { removeProduct: existingRatePlan }),
  action('UpdateProduct', {
    updateProduct: existingRatePlan.safeExtend({ chargeUpdates: z.array(chargeUpdate).optional() }),
  }),
  action('ChangePlan', {
    changePlan: z.looseObject({
      ratePlanId: textField,
      newProductRatePlan: newRatePlan,
      effectivePolicy: z.enum(['EffectiveImmediately', 'EffectiveEndOfBillingPeriod', 'SpecificDate']).optional(),
    }),
  }),
  action('TermsAndConditions', {
    termsAndConditions: z.looseObject({
      autoRenew: z.boolean().optional(),
      lastTerm: z
        .looseObject({
          termType: z.enum(['TERMED', 'EVERGREEN']),
          period: z.number().int().positive().optional(),
          periodType: periodType.optional(),
          startDate: dateField.optional(),
          endDate: dateField.optional(),
        })
        .optional(),
    }),
  }),
  action('RenewSubscription', { renewSubscription: z.looseObject({}).optional() }),
  action('CancelSubscription', { cancelSubscription: cancellation }),
  action('Suspend', {
    suspend: z.looseObject({ suspendPolicy: textField, suspendSpecificDate: dateField.optional() }),
  }),
  action('Resume', { resume: z.looseObject({ resumePolicy: textField, resumeSpecificDate: dateField.optional() }) }),
  action('OwnerTransfer', {
    ownerTransfer: z.looseObject({
      destinationAccountNumber: textField.optional(),
      destinationInvoiceAccountNumber: textField.optional(),
    }),
  }),
]);

/** A valid order action. */
export type OrderAction = z.infer<typeof orderActionSchema>;

/** A valid order action of one type. */
export type OrderActionOf<Type extends OrderAction['type']> = Extract<OrderAction, { type: Type }>;

/** A rate plan that an action adds. */
export type NewRatePlan = z.infer<typeof newRatePlan>;

/** An update of a charge. */
export type ChargeUpdate = z.infer<typeof chargeUpdate>;

function action<Type extends string, Shape extends z.ZodRawShape>(type: Type, shape: Shape) {
  return z.looseObject({ type: z.literal(type), triggerDates, ...shape });
}
