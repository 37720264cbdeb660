import { PluginDeclined, PluginFailed } from '../../../core/errors/plugin-errors.ts';
import type { JsonObject } from '../../../core/json.ts';
import { roundMoney } from '../../../core/money.ts';
import { type PreviewedAmounts, previewOrder } from '../api/preview-order.ts';
import type { ZuoraCall } from '../api/zuora-call.ts';
import { lastEffectiveDay } from '../order-fields/billing-day.ts';
import type { OrderAmount } from './order-amount.ts';

/** An order whose price is checked. */
export interface PricedOrder {
  /** The body of "Create an order". */
  readonly json: JsonObject;
  /** `undefined` if the order names none. */
  readonly amount: OrderAmount | undefined;
  /** Currency of the bill; `undefined` if only the account knows it. */
  readonly currency: string | undefined;
  /** A day on which the order takes effect and that the request does not name. */
  readonly later?: string | undefined;
}

/**
 * Compares the amount of an order with what Zuora would bill, as the option `price` says.
 *
 * An amount of 0 or more is compared with the invoices of the preview, because they are what the customer has to pay; one below
 * zero with the credit memos. The preview goes through the day on which all of the order has taken effect, also if the bill
 * comes later. An order that names no amount, and one whose prices Zuora takes over, are not previewed.
 *
 * @returns what Zuora would bill; `undefined` without a preview
 * @throws PluginDeclined `price_mismatch`: Zuora would bill another amount, and the option `price` is `"verify"`
 * @throws PluginFailed `currency_mismatch`; or Zuora rejected the preview, as it would the order
 * @throws PluginTransient Zuora is busy or gave no usable answer; nothing was created
 */
export async function checkPrice(call: ZuoraCall, order: PricedOrder): Promise<number | undefined> {
  const { price } = call.context.options;
  const { amount, currency, json, later } = order;
  if (amount === undefined) return undefined;
  if (amount.currency !== undefined && currency !== undefined && amount.currency !== currency) {
    throw new PluginFailed(
      `Expected an amount in ${currency}, the currency of the bill, found ${amount.currency}. Correct the order.`,
      { code: 'currency_mismatch' },
    );
  }
  if (price === 'override') return undefined;
  const previewed = dueOf(await previewOrder(call, json, lastEffectiveDay(json, later)), amount.amount);
  if (price === 'verify' && previewed !== amount.amount) {
    throw mismatch(amount.amount, previewed, amount.currency ?? currency);
  }
  return previewed;
}

/** Returns what a customer pays, or gets back if the amount of the order is below zero. */
export function dueOf({ billed, credited }: PreviewedAmounts, ordered: number): number {
  return ordered < 0 ? -credited : billed;
}

/** Returns the difference between two amounts, exact to the digits of the currency. */
export function differenceOf(amount: number, ordered: number, currency: string | undefined): number {
  return roundMoney(amount - ordered, currency);
}

function mismatch(ordered: number, previewed: number, currency: string | undefined): PluginDeclined {
  const unit = currency === undefined ? '' : ` ${currency}`;
  const message = `Expected Zuora to bill ${ordered}${unit}, the amount of the order, found ${previewed}${unit} in its preview. Nothing was created. Correct the price of the offer in the shop or of its rate plan in Zuora, or choose whose price counts with the step's option price.`;
  return new PluginDeclined(
    'price_mismatch',
    'The price has changed since it was shown. Please start the order again to see the new price.',
    { message },
  );
}
