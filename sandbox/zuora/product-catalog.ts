import * as z from 'zod';
import type { Reply } from '../server/exchange.ts';
import type { Call, Route } from '../server/route.ts';
import type { Transaction } from '../state/transaction.ts';
import { zuoraRefusal } from './errors.ts';
import { internalId } from './identifiers.ts';
import { type ProductCharge, productCharges } from './records.ts';
import { modelObject, requestBody, textField } from './request-body.ts';

/** Source: zuora-sdk 3.21.0, `CreateProductRatePlanChargeRequest`. */
const schema = modelObject({
  ProductRatePlanId: textField,
  Name: textField,
  ChargeType: z.literal('Recurring'),
  ChargeModel: z.literal('Flat Fee Pricing'),
  BillCycleType: textField,
  BillingPeriod: textField,
  TriggerEvent: textField,
  UseDiscountSpecificAccountingCode: z.boolean(),
  ProductRatePlanChargeTierData: z.looseObject({
    ProductRatePlanChargeTier: z
      .array(z.looseObject({ Currency: z.string().regex(/^[A-Z]{3}$/), Price: z.number().min(0) }))
      .min(1),
  }),
});

function create({ request, transaction }: Call): Reply {
  const { ProductRatePlanChargeTierData: tiers, ProductRatePlanId } = requestBody(request.body, schema);
  const id = internalId();
  const prices = Object.fromEntries(tiers.ProductRatePlanChargeTier.map(({ Currency, Price }) => [Currency, Price]));
  transaction.put(productCharges, id, { productRatePlanId: ProductRatePlanId, prices });
  return { status: 200, body: { Success: true, Id: id } };
}

/**
 * Returns the catalogue price of a product rate plan in a currency, or zero for a plan without charges.
 *
 * @throws Refusal when a charge of the plan has no price in the currency.
 */
export function catalogPrice(transaction: Transaction, productRatePlanId: string, currency: string): number {
  const charges = [...transaction.all(productCharges)].filter(
    (charge) => charge.productRatePlanId === productRatePlanId,
  );
  return charges.reduce((sum, charge) => sum + priceIn(charge, currency), 0);
}

function priceIn({ prices, productRatePlanId }: ProductCharge, currency: string): number {
  const price = prices[currency];
  if (price !== undefined) return price;
  const message = `The product rate plan ${productRatePlanId} has no price in ${currency}.`;
  throw zuoraRefusal({ category: 'businessRule' }, message);
}

/**
 * `POST /v1/object/product-rate-plan-charge` adds a recurring flat fee to a product rate plan, with a price for each currency.
 * Source: Zuora v1 API reference, "CRUD: Create a product rate plan charge".
 */
export const productCatalogRoute: Route = {
  method: 'POST',
  pattern: '/v1/object/product-rate-plan-charge',
  kind: 'write',
  handle: create,
};
