import type { Collection, Transaction } from '../../state/transaction.ts';
import { notFound, zuoraRefusal } from '../errors.ts';
import {
  catalogSchema,
  type Product,
  type ProductCharge,
  type ProductRatePlan,
  type ZuoraCatalog,
} from './catalog-schema.ts';

export const products: Collection<Product> = { name: 'zuora.products' };
export const productRatePlans: Collection<ProductRatePlan> = { name: 'zuora.productRatePlans' };

/**
 * Returns a function that stores a catalogue, so that it exists from the start and after a reset.
 *
 * @throws ZodError when the catalogue is invalid.
 */
export function catalogSeed(catalog: ZuoraCatalog): (transaction: Transaction) => void {
  const { products: given } = catalogSchema.parse(catalog);
  return (transaction) => {
    for (const { productRatePlans: plans, ...product } of given) {
      transaction.put(products, product.id, product);
      for (const plan of plans) transaction.put(productRatePlans, plan.id, { ...plan, productId: product.id });
    }
  };
}

/**
 * Returns the product rate plan with this id or number, to subscribe to.
 *
 * @param day when it is sold, `yyyy-mm-dd`
 * @throws Refusal when there is none, or it is not sold on that day.
 */
export function ratePlanToSell(
  transaction: Transaction,
  {
    productRatePlanId,
    productRatePlanNumber,
  }: { productRatePlanId?: string | undefined; productRatePlanNumber?: string | undefined },
  day: string,
): ProductRatePlan {
  const key = productRatePlanId ?? productRatePlanNumber ?? '';
  const plan =
    productRatePlanId === undefined
      ? transaction.find(productRatePlans, (found) => found.productRatePlanNumber === productRatePlanNumber)
      : transaction.get(productRatePlans, productRatePlanId);
  if (plan === undefined) throw notFound(key);
  if (plan.status === 'Active' && day >= plan.effectiveStartDate && day <= plan.effectiveEndDate) return plan;
  const message = `The product rate plan ${key} is not available on ${day}.`;
  throw zuoraRefusal({ category: 'businessRule' }, message);
}

/**
 * Returns the charge of a product rate plan with this id.
 *
 * @throws Refusal when there is none.
 */
export function productChargeById(transaction: Transaction, id: string): ProductCharge {
  for (const { productRatePlanCharges } of transaction.all(productRatePlans)) {
    const charge = productRatePlanCharges.find((found) => found.id === id);
    if (charge !== undefined) return charge;
  }
  throw notFound(id);
}
