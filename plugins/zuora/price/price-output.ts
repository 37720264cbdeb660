import type { JsonObject } from '../../../core/json.ts';
import type { Notice } from '../../../core/plugin/notices.ts';
import { definedFields } from '../../kit/defined-fields.ts';
import type { BilledAmounts } from '../api/billed-amounts.ts';
import { documentFields } from '../api/billing-documents.ts';
import type { ZuoraOptions } from '../options.ts';
import { differenceOf, dueOf } from './check-price.ts';
import type { OrderAmount } from './order-amount.ts';

/** What is known about the amounts of a placed order. */
export interface KnownAmounts {
  /** What was billed; `undefined` if Zuora did not tell, or does not bill orders. */
  readonly billed: BilledAmounts | undefined;
  /** The amount of the order; `undefined` if it names none. */
  readonly amount: OrderAmount | undefined;
  /** What Zuora's preview billed; `undefined` if there was none. */
  readonly previewed?: number | undefined;
  /** Whether a part waits for its activation, so that the bill comes later. */
  readonly isWaiting: boolean;
}

/**
 * Returns the part of a step's output about amounts: `billedAmount`, `collectedAmount`, `creditedAmount`, `refundedAmount`,
 * `currency` and the numbers of the documents; `price`, with the amount of the order and how much more Zuora bills; and a notice
 * if there is a difference that nobody accepted. If the bill comes later, the preview decides.
 */
export function amountFields(known: KnownAmounts, options: ZuoraOptions): JsonObject {
  const { amount, billed } = known;
  const currency = billed?.currency ?? amount?.currency;
  const found = amount === undefined ? undefined : chargedOf(known, amount, options);
  const difference =
    found === undefined || amount === undefined ? undefined : differenceOf(found, amount.amount, currency);
  const notices = amount === undefined ? [] : noticesOf({ ...known, amount, found, difference, currency }, options);
  return definedFields({
    ...(billed && documentFields(billed)),
    billedAmount: billed?.billed,
    collectedAmount: billed?.collected,
    creditedAmount: billed?.credited,
    refundedAmount: billed?.refunded,
    currency,
    price: priceField(amount, difference, options),
    notices: notices.length > 0 ? notices.map((notice) => ({ ...notice })) : undefined,
  });
}

/** What the customer has to pay: what was billed or, if the bill comes later, what the preview billed. */
function chargedOf(known: KnownAmounts, { amount }: OrderAmount, options: ZuoraOptions): number | undefined {
  const { billed, isWaiting, previewed } = known;
  if (!isBilledNow(isWaiting, options)) return previewed;
  return billed === undefined ? undefined : dueOf(billed, amount);
}

function isBilledNow(isWaiting: boolean, { billAheadOfStart, runBilling }: ZuoraOptions): boolean {
  return runBilling && billAheadOfStart && !isWaiting;
}

function priceField(
  amount: OrderAmount | undefined,
  difference: number | undefined,
  options: ZuoraOptions,
): JsonObject {
  const rule = options.price;
  if (amount === undefined) return { rule, compared: false };
  return definedFields({ rule, compared: difference !== undefined, ordered: amount.amount, difference });
}

interface Compared extends KnownAmounts {
  readonly amount: OrderAmount;
  readonly found: number | undefined;
  readonly difference: number | undefined;
  readonly currency: string | undefined;
}

function noticesOf(compared: Compared, options: ZuoraOptions): readonly Notice[] {
  const { amount, billed, currency, difference, found, isWaiting } = compared;
  const unit = currency === undefined ? '' : ` ${currency}`;
  if (billed === undefined && isBilledNow(isWaiting, options)) {
    const message = `The order of ${amount.amount}${unit} is placed, but Zuora did not tell what it billed. Compare the amounts in Zuora.`;
    return [{ code: 'amounts_unread', message }];
  }
  const tolerated = options.price === 'catalogue' ? options.priceTolerance : 0;
  if (difference === undefined || Math.abs(difference) <= tolerated) return [];
  const message = `Zuora bills ${found}${unit} for an order of ${amount.amount}${unit}: a difference of ${difference}${unit}. Correct the price in the shop or in Zuora, and the invoice of this order if the customer should not pay it.`;
  return [{ code: 'price_differs', message }];
}
