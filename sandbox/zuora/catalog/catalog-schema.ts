import * as z from 'zod';
import { hasQuantity, isDiscount, MODEL_NAMES, type ModelName } from './charge-models.ts';

const decimalText = z.string().regex(/^\d{1,15}(\.\d{1,9})?$/, 'expected a decimal number as text, such as "17.50"');
const id = z.string().min(1);
const date = z.iso.date();

const tier = z.strictObject({
  tier: z.number().int().positive(),
  startingUnit: decimalText,
  endingUnit: decimalText.optional(),
  price: decimalText,
  priceFormat: z.enum(['FlatFee', 'PerUnit']),
});

const pricing = z.strictObject({
  currency: z.string().regex(/^[A-Z]{3}$/, 'expected three capital letters'),
  price: decimalText.optional(),
  discountPercentage: decimalText.optional(),
  discountAmount: decimalText.optional(),
  tiers: z.array(tier).min(1).optional(),
});

/** Billing periods. Source: zuora-sdk 3.21.0, `BillingPeriodProductRatePlanChargeRest`. */
export const BILLING_PERIODS = [
  'Month',
  'Quarter',
  'Semi-Annual',
  'Annual',
  'Week',
  'Specific Months',
  'Specific Weeks',
  'Specific Days',
  'Subscription Term',
] as const;

/** Which charges a discount reduces. Usage charges are not part of the sandbox. */
export const DISCOUNTED = ['ONETIME', 'RECURRING', 'ONETIMERECURRING'] as const;

/** When a charge starts. */
export const TRIGGER_EVENTS = ['ContractEffective', 'ServiceActivation', 'CustomerAcceptance'] as const;

/** A charge of a product rate plan. Source: zuora-sdk 3.21.0, `ProductRatePlanChargeRest`. */
export const productChargeSchema = z
  .strictObject({
    id,
    name: z.string().min(1),
    type: z.enum(['Recurring', 'OneTime']),
    model: z.enum(MODEL_NAMES as [ModelName, ...ModelName[]]),
    billingPeriod: z.enum(BILLING_PERIODS).optional(),
    /** How many months, weeks or days a specific billing period has. */
    specificBillingPeriod: z.number().int().positive().optional(),
    billingTiming: z.enum(['IN_ADVANCE', 'IN_ARREARS']).default('IN_ADVANCE'),
    /** The sandbox counts billing periods from the day that triggers the charge. */
    billingDay: z.literal('ChargeTriggerDay').default('ChargeTriggerDay'),
    triggerEvent: z.enum(TRIGGER_EVENTS).default('ContractEffective'),
    endDateCondition: z.enum(['Subscription_End', 'Fixed_Period']).default('Subscription_End'),
    upToPeriods: z.number().int().positive().optional(),
    upToPeriodsType: z.enum(['Billing_Periods', 'Days', 'Weeks', 'Months', 'Years']).optional(),
    uom: z.string().min(1).optional(),
    defaultQuantity: decimalText.optional(),
    applyDiscountTo: z.enum(DISCOUNTED).optional(),
    discountLevel: z.enum(['rateplan', 'subscription']).optional(),
    pricing: z.array(pricing).min(1),
  })
  .superRefine((charge, context) => {
    for (const [field, problem] of problemsOf(charge)) {
      context.addIssue({ code: 'custom', path: [field], message: problem });
    }
  });

const ratePlanSchema = z.strictObject({
  id,
  name: z.string().min(1),
  productRatePlanNumber: z.string().min(1).optional(),
  status: z.enum(['Active', 'Expired']).default('Active'),
  effectiveStartDate: date.default('2000-01-01'),
  effectiveEndDate: date.default('2099-12-31'),
  productRatePlanCharges: z.array(productChargeSchema),
});

const productSchema = z.strictObject({
  id,
  name: z.string().min(1),
  effectiveStartDate: date.default('2000-01-01'),
  effectiveEndDate: date.default('2099-12-31'),
  productRatePlans: z.array(ratePlanSchema),
});

/**
 * The product catalogue of a Zuora tenant: products, their rate plans, and their charges with a price for each currency.
 * Fields are named as in the replies of "List all products" and "List all product rate plans of a product". Amounts are text.
 */
export const catalogSchema = z.strictObject({ $comment: z.string().optional(), products: z.array(productSchema) });

/** A catalogue as written in a file. */
export type ZuoraCatalog = z.input<typeof catalogSchema>;

/** A product. */
export type Product = Omit<z.output<typeof productSchema>, 'productRatePlans'>;

/** A charge of a product rate plan. */
export type ProductCharge = z.output<typeof productChargeSchema>;

/** A rate plan of a product. */
export type ProductRatePlan = z.output<typeof ratePlanSchema> & { readonly productId: string };

type Problem = readonly [field: string, problem: string];

function problemsOf(charge: Omit<ProductCharge, 'billingDay'>): readonly Problem[] {
  const { billingPeriod, endDateCondition, model, pricing: prices, specificBillingPeriod, type } = charge;
  const priced = model === 'Tiered' || model === 'Volume' ? 'tiers' : PRICED[model];
  const rules: readonly (readonly [boolean, ...Problem])[] = [
    [type === 'Recurring' && billingPeriod === undefined, 'billingPeriod', 'a recurring charge needs one'],
    [type === 'OneTime' && billingPeriod !== undefined, 'billingPeriod', 'a one-time charge has none'],
    [
      billingPeriod?.startsWith('Specific') !== (specificBillingPeriod !== undefined) && billingPeriod !== undefined,
      'specificBillingPeriod',
      'belongs to a specific billing period',
    ],
    [
      (endDateCondition === 'Fixed_Period') !==
        (charge.upToPeriods !== undefined && charge.upToPeriodsType !== undefined),
      'upToPeriods',
      'a fixed period needs upToPeriods and upToPeriodsType',
    ],
    [
      isDiscount(model) !== (charge.applyDiscountTo !== undefined && charge.discountLevel !== undefined),
      'applyDiscountTo',
      'a discount needs applyDiscountTo and discountLevel',
    ],
    [!hasQuantity(model) && charge.defaultQuantity !== undefined, 'defaultQuantity', `a ${model} charge has none`],
    [prices.some((price) => price[priced] === undefined), 'pricing', `a ${model} charge needs ${priced}`],
  ];
  return rules.flatMap(([isBroken, field, problem]) => (isBroken ? [[field, problem] as const] : []));
}

const PRICED = {
  FlatFee: 'price',
  PerUnit: 'price',
  DiscountPercentage: 'discountPercentage',
  DiscountFixedAmount: 'discountAmount',
} as const;
