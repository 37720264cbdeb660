import * as z from 'zod';
import type { Reply } from '../../server/exchange.ts';
import type { Call, Route } from '../../server/route.ts';
import { zuoraRefusal } from '../errors.ts';
import { effectKey, internalId } from '../identifiers.ts';
import { checkParameters } from '../listing.ts';
import { recordByKey } from '../records.ts';
import { dateField, modelObject, requestBody, textField } from '../request-body.ts';
import { productRatePlans, products } from './catalog.ts';
import { BILLING_PERIODS, DISCOUNTED, productChargeSchema, TRIGGER_EVENTS } from './catalog-schema.ts';
import { CHARGE_MODELS, MODEL_NAMES, type ModelName } from './charge-models.ts';

/** Source: zuora-sdk 3.21.0, `CreateProductRequest`. */
const productBody = modelObject(
  { Name: textField, EffectiveStartDate: dateField, EffectiveEndDate: dateField },
  'AllowFeatureChanges Category Description ProductNumber SKU',
);

/** Source: zuora-sdk 3.21.0, `CreateProductRatePlanRequest`. */
const ratePlanBody = modelObject(
  {
    ProductId: textField,
    Name: textField,
    EffectiveStartDate: dateField.optional(),
    EffectiveEndDate: dateField.optional(),
    ProductRatePlanNumber: textField.optional(),
  },
  'ActiveCurrencies Description Grade',
);

const amount = z.number().min(0);
const CREATED_MODELS = MODEL_NAMES.map((name) => CHARGE_MODELS[name].created);

/** Source: zuora-sdk 3.21.0, `CreateProductRatePlanChargeRequest`. */
const chargeBody = modelObject(
  {
    ProductRatePlanId: textField,
    Name: textField,
    ChargeType: z.enum(['Recurring', 'OneTime']),
    ChargeModel: z.enum(CREATED_MODELS as [string, ...string[]]),
    BillCycleType: z.literal('ChargeTriggerDay'),
    BillingPeriod: z.enum(BILLING_PERIODS),
    SpecificBillingPeriod: z.number().int().positive().optional(),
    BillingTiming: z.enum(['In Advance', 'In Arrears']).default('In Advance'),
    TriggerEvent: z.enum(TRIGGER_EVENTS),
    UseDiscountSpecificAccountingCode: z.boolean(),
    DefaultQuantity: amount.optional(),
    UOM: textField.optional(),
    ApplyDiscountTo: z.enum(DISCOUNTED).optional(),
    DiscountLevel: z.enum(['rateplan', 'subscription']).optional(),
    EndDateCondition: z.enum(['SubscriptionEnd', 'FixedPeriod']).default('SubscriptionEnd'),
    UpToPeriods: z.number().int().positive().optional(),
    UpToPeriodsType: z.enum(['Billing Periods', 'Days', 'Weeks', 'Months', 'Years']).optional(),
    ProductRatePlanChargeTierData: modelObject({
      ProductRatePlanChargeTier: z
        .array(
          modelObject({
            Currency: z.string().regex(/^[A-Z]{3}$/),
            Price: amount.optional(),
            PriceFormat: z.enum(['Flat Fee', 'Per Unit']).optional(),
            StartingUnit: amount.optional(),
            EndingUnit: amount.optional(),
            DiscountAmount: amount.optional(),
            DiscountPercentage: amount.optional(),
          }),
        )
        .min(1),
    }),
  },
  'AccountingCode Description ListPriceBase',
);

type ChargeBody = z.output<typeof chargeBody>;

function createProduct(call: Call): Reply {
  const body = requestBody(call.request.body, productBody);
  const { EffectiveEndDate: effectiveEndDate, EffectiveStartDate: effectiveStartDate, Name: name } = body;
  const id = internalId();
  call.transaction.put(products, id, { id, name, effectiveStartDate, effectiveEndDate });
  return created(call, 'product', id);
}

function createRatePlan(call: Call): Reply {
  const body = requestBody(call.request.body, ratePlanBody);
  const {
    effectiveEndDate,
    effectiveStartDate,
    id: productId,
  } = recordByKey(call.transaction, products, body.ProductId);
  const id = internalId();
  call.transaction.put(productRatePlans, id, {
    id,
    productId,
    name: body.Name,
    ...(body.ProductRatePlanNumber !== undefined && { productRatePlanNumber: body.ProductRatePlanNumber }),
    status: 'Active',
    effectiveStartDate: body.EffectiveStartDate ?? effectiveStartDate,
    effectiveEndDate: body.EffectiveEndDate ?? effectiveEndDate,
    productRatePlanCharges: [],
  });
  return created(call, 'product-rate-plan', id);
}

function createCharge(call: Call): Reply {
  const body = requestBody(call.request.body, chargeBody);
  const plan = recordByKey(call.transaction, productRatePlans, body.ProductRatePlanId);
  const charge = productChargeSchema.safeParse({ id: internalId(), ...chargeFields(body) });
  if (!charge.success) {
    const [issue] = charge.error.issues;
    throw zuoraRefusal({ category: 'invalidValue' }, `'${issue?.path.join('.')}': ${issue?.message}`);
  }
  const productRatePlanCharges = [...plan.productRatePlanCharges, charge.data];
  call.transaction.put(productRatePlans, plan.id, { ...plan, productRatePlanCharges });
  return created(call, 'product-rate-plan-charge', charge.data.id);
}

function chargeFields(body: ChargeBody): Record<string, unknown> {
  const model = MODEL_NAMES.find((name) => CHARGE_MODELS[name].created === body.ChargeModel) as ModelName;
  const underscored = (value: string | undefined) => value?.replaceAll(' ', '_');
  const fields = {
    name: body.Name,
    type: body.ChargeType,
    model,
    billingPeriod: body.ChargeType === 'Recurring' ? body.BillingPeriod : undefined,
    specificBillingPeriod: body.SpecificBillingPeriod,
    billingTiming: body.BillingTiming === 'In Arrears' ? 'IN_ARREARS' : 'IN_ADVANCE',
    billingDay: body.BillCycleType,
    triggerEvent: body.TriggerEvent,
    endDateCondition: body.EndDateCondition === 'FixedPeriod' ? 'Fixed_Period' : 'Subscription_End',
    upToPeriods: body.UpToPeriods,
    upToPeriodsType: underscored(body.UpToPeriodsType),
    uom: body.UOM,
    defaultQuantity: text(body.DefaultQuantity),
    applyDiscountTo: body.ApplyDiscountTo,
    discountLevel: body.DiscountLevel,
    pricing: pricingOf(body, model),
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function pricingOf({ ProductRatePlanChargeTierData: data }: ChargeBody, model: ModelName): readonly object[] {
  const byCurrency = Map.groupBy(data.ProductRatePlanChargeTier, ({ Currency }) => Currency);
  return [...byCurrency].map(([currency, tiers]) => {
    const [first] = tiers;
    if (model !== 'Tiered' && model !== 'Volume') {
      const { DiscountAmount, DiscountPercentage, Price } = first ?? {};
      const fields = {
        price: text(Price),
        discountAmount: text(DiscountAmount),
        discountPercentage: text(DiscountPercentage),
      };
      return { currency, ...Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) };
    }
    return {
      currency,
      tiers: tiers.map(({ EndingUnit, Price, PriceFormat = 'Per Unit', StartingUnit }, index) => ({
        tier: index + 1,
        startingUnit: text(StartingUnit ?? 0),
        ...(EndingUnit !== undefined && { endingUnit: text(EndingUnit) }),
        price: text(Price ?? 0),
        priceFormat: PriceFormat.replace(' ', ''),
      })),
    };
  });
}

function text(value: number | undefined): string | undefined {
  return value === undefined ? undefined : String(value);
}

function created(call: Call, what: string, id: string): Reply {
  call.transaction.effect({ partner: 'zuora', kind: `${what}.created`, key: effectKey(call, id), id });
  return { status: 200, body: { Success: true, Id: id } };
}

function listProducts({ request, transaction }: Call): Reply {
  checkParameters(request.query, ['page', 'pageSize']);
  const found = [...transaction.all(products)].map((product) => ({
    ...product,
    productRatePlans: `${request.origin}/zuora/v1/rateplan/${product.id}/productRatePlan`,
  }));
  return { status: 200, body: { success: true, products: found } };
}

function listRatePlans({ param, transaction }: Call): Reply {
  const { id } = recordByKey(transaction, products, param('product'));
  const found = [...transaction.all(productRatePlans)].filter(({ productId }) => productId === id);
  return {
    status: 200,
    body: { success: true, productRatePlans: found.map(({ productId: _product, ...plan }) => plan) },
  };
}

function readRatePlan({ param, transaction }: Call): Reply {
  const {
    productId: _product,
    productRatePlanCharges: _charges,
    ...plan
  } = recordByKey(transaction, productRatePlans, param('key'));
  return { status: 200, body: { success: true, ...plan } };
}

/**
 * The product catalogue.
 * Source: Zuora v1 API reference, "CRUD: Create a product", "CRUD: Create a product rate plan", "CRUD: Create a product rate
 * plan charge", "List all products", "List all product rate plans of a product", "Retrieve a product rate plan".
 */
export const catalogRoutes: readonly Route[] = [
  { method: 'POST', pattern: '/v1/object/product', kind: 'write', handle: createProduct },
  { method: 'POST', pattern: '/v1/object/product-rate-plan', kind: 'write', handle: createRatePlan },
  { method: 'POST', pattern: '/v1/object/product-rate-plan-charge', kind: 'write', handle: createCharge },
  { method: 'GET', pattern: '/v1/catalog/products', kind: 'read', handle: listProducts },
  { method: 'GET', pattern: '/v1/rateplan/:product/productRatePlan', kind: 'read', handle: listRatePlans },
  { method: 'GET', pattern: '/v1/product-rate-plans/:key', kind: 'read', handle: readRatePlan },
];
