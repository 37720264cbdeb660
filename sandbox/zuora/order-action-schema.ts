import * as z from 'zod';
import { pricingOverrideSchema, pricingUpdateSchema } from './charges/pricing-schema.ts';
import { dateField, modelObject, textField } from './request-body.ts';

const periodType = z.enum(['Month', 'Year', 'Day', 'Week']);
/** Source: zuora-sdk 3.21.0, `EndConditions`. */
const endDate = modelObject({
  endDateCondition: z.literal('Fixed_Period'),
  upToPeriods: z.number().int().positive(),
  upToPeriodsType: z.enum(['Billing_Periods', 'Days', 'Weeks', 'Months', 'Years']),
});
const chargeOverride = modelObject(
  { productRatePlanChargeId: textField, pricing: pricingOverrideSchema.optional(), endDate: endDate.optional() },
  'chargeNumber customFields description productRatePlanChargeNumber uniqueToken',
);
const newRatePlan = modelObject(
  {
    productRatePlanId: textField.optional(),
    productRatePlanNumber: textField.optional(),
    uniqueToken: textField.optional(),
    chargeOverrides: z.array(chargeOverride).optional(),
  },
  'clearingExistingFeatures customFields subscriptionProductFeatures subscriptionRatePlanNumber',
).refine((plan) => plan.productRatePlanId !== undefined || plan.productRatePlanNumber !== undefined, {
  path: ['productRatePlanId'],
  error: 'a product rate plan id or number is required',
});

const chargeUpdate = modelObject(
  { chargeNumber: textField, pricing: pricingUpdateSchema.optional() },
  'customFields description uniqueToken',
);

const removedRatePlan = existingRatePlan({});
const updatedRatePlan = existingRatePlan({
  chargeUpdates: z.array(chargeUpdate).optional(),
  specificUpdateDate: dateField.optional(),
});

const initialTerm = modelObject(
  {
    termType: z.enum(['TERMED', 'EVERGREEN']),
    period: z.number().int().positive().optional(),
    periodType: periodType.nullish(),
    startDate: dateField.optional(),
  },
  'endDate',
).refine(({ termType, period }) => termType === 'EVERGREEN' || period !== undefined, {
  path: ['period'],
  error: 'a termed subscription needs the length of its term',
});

const triggerDates = z
  .array(
    modelObject({
      name: z.enum(['ContractEffective', 'ServiceActivation', 'CustomerAcceptance']),
      triggerDate: dateField,
    }),
  )
  .optional();

const renewalTerms = z.array(modelObject({ period: z.number().int().positive(), periodType })).optional();
const renewalSetting = z.enum(['RENEW_WITH_SPECIFIC_TERM', 'RENEW_TO_EVERGREEN']).optional();
const terms = modelObject({ autoRenew: z.boolean().optional(), initialTerm, renewalSetting, renewalTerms });

const cancellation = modelObject({
  cancellationPolicy: z.enum(['EndOfCurrentTerm', 'EndOfLastInvoicePeriod', 'SpecificDate']),
  cancellationEffectiveDate: dateField.optional(),
}).refine(({ cancellationPolicy: policy, cancellationEffectiveDate: date }) => policy !== 'SpecificDate' || date, {
  path: ['cancellationEffectiveDate'],
  error: 'a cancellation on a specific date needs the date',
});

/** Source: zuora-sdk 3.21.0, `CreateOrderSuspend`. */
const suspension = modelObject({
  suspendPolicy: z.enum(['Today', 'EndOfLastInvoicePeriod', 'FixedPeriodsFromToday', 'SpecificDate']),
  suspendPeriods: z.number().int().positive().optional(),
  suspendPeriodsType: periodType.optional(),
  suspendSpecificDate: dateField.optional(),
})
  .refine(({ suspendPolicy: policy, suspendSpecificDate: date }) => policy !== 'SpecificDate' || date, {
    path: ['suspendSpecificDate'],
    error: 'a suspension on a specific date needs the date',
  })
  .refine(
    ({ suspendPolicy: policy, suspendPeriods: periods, suspendPeriodsType: type }) =>
      policy !== 'FixedPeriodsFromToday' || (periods && type),
    {
      path: ['suspendPeriods'],
      error: 'a suspension after fixed periods needs their number and type',
    },
  );

/** Source: zuora-sdk 3.21.0, `CreateOrderResume`. */
const resumption = modelObject({
  resumePolicy: z.enum(['Today', 'FixedPeriodsFromSuspendDate', 'FixedPeriodsFromToday', 'SpecificDate']),
  resumePeriods: z.number().int().positive().optional(),
  resumePeriodsType: periodType.optional(),
  resumeSpecificDate: dateField.optional(),
  extendsTerm: z.boolean().optional(),
})
  .refine(({ resumePolicy: policy, resumeSpecificDate: date }) => policy !== 'SpecificDate' || date, {
    path: ['resumeSpecificDate'],
    error: 'a resumption on a specific date needs the date',
  })
  .refine(
    ({ resumePolicy: policy, resumePeriods: periods, resumePeriodsType: type }) =>
      !policy.startsWith('FixedPeriods') || (periods && type),
    {
      path: ['resumePeriods'],
      error: 'a resumption after fixed periods needs their number and type',
    },
  );

/** The model of an action has the fields of every type, but only those of its own type count. */
const ACTION_FIELDS =
  'addProduct cancelSubscription changePlan changeReason createSubscription customFields ownerTransfer removeProduct renewSubscription resume suspend termsAndConditions updateProduct';

/** An order action. Source: Zuora v1 API reference, "Create an order", `orderActions`; zuora-sdk 3.21.0, `CreateOrderAction`. */
export const orderActionSchema = z.discriminatedUnion('type', [
  action('CreateSubscription', {
    createSubscription: modelObject(
      {
        subscriptionNumber: textField.max(100).optional(),
        terms,
        subscribeToRatePlans: z.array(newRatePlan).min(1),
        invoiceSeparately: z.boolean().optional(),
        invoiceOwnerAccountNumber: textField.optional(),
        subscriptionOwnerAccountNumber: textField.optional(),
      },
      'currency notes paymentTerm',
    ),
  }),
  action('AddProduct', { addProduct: newRatePlan }),
  action('RemoveProduct', { removeProduct: removedRatePlan }),
  action('UpdateProduct', { updateProduct: updatedRatePlan }),
  action('ChangePlan', {
    changePlan: modelObject({
      ratePlanId: textField,
      newProductRatePlan: newRatePlan,
      effectivePolicy: z.enum(['EffectiveImmediately', 'SpecificDate']).optional(),
    }),
  }),
  action('TermsAndConditions', {
    termsAndConditions: modelObject({
      autoRenew: z.boolean().optional(),
      renewalSetting,
      renewalTerms,
      lastTerm: modelObject({
        termType: z.enum(['TERMED', 'EVERGREEN']),
        period: z.number().int().positive().optional(),
        periodType: periodType.optional(),
        startDate: dateField.optional(),
        endDate: dateField.optional(),
      }).optional(),
      clearingScheduledCancelDate: z.boolean().optional(),
    }),
  }),
  action('RenewSubscription', { renewSubscription: modelObject({}).optional() }),
  action('CancelSubscription', { cancelSubscription: cancellation }),
  action('Suspend', { suspend: suspension }),
  action('Resume', { resume: resumption }),
  action('OwnerTransfer', {
    ownerTransfer: modelObject({
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

/** A charge that an action adds, with what it changes of the catalogue. */
export type ChargeOverride = z.infer<typeof chargeOverride>;

/** An update of a charge. */
export type ChargeUpdate = z.infer<typeof chargeUpdate>;

function action<Type extends string, Shape extends z.ZodRawShape>(type: Type, shape: Shape) {
  return modelObject({ type: z.literal(type), triggerDates, ...shape }, ACTION_FIELDS);
}

function existingRatePlan<Shape extends z.ZodRawShape>(shape: Shape) {
  const keys = { ratePlanId: textField.optional(), uniqueToken: textField.optional() };
  return modelObject({ ...shape, ...keys }).superRefine(
    (plan: { ratePlanId?: unknown; uniqueToken?: unknown }, context) => {
      if (plan.ratePlanId !== undefined || plan.uniqueToken !== undefined) return;
      const message = 'the id or the unique token of a rate plan of the subscription is required';
      context.addIssue({ code: 'custom', path: ['ratePlanId'], message });
    },
  );
}
