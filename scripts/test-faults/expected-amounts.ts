import * as z from 'zod';
import type { JsonObject } from '../../core/json.ts';
import { type Currency, EXTRA_OFFER, OFFER, OTHER_OFFER, PLANS } from './campaign-tenant.ts';
import type { Subscription } from './random-order.ts';

/** An order of the campaign as it was sent. */
export interface SentOrder {
  readonly order: JsonObject;
  /** The subscription that it changes; undefined for a new order. */
  readonly subscription: Subscription | undefined;
}

/** What an order moves at Zuora: cents by the kind of effect. */
export interface ExpectedAmounts {
  readonly currency: Currency;
  readonly cents: Readonly<Record<string, number>>;
}

const newSchema = z.object({ total: z.object({ amount: z.number(), currency: z.enum(['GBP', 'EUR', 'USD']) }) });
const followUpSchema = z.object({
  order_type: z.string(),
  orderDate: z.string(),
  cancelDate: z.string().optional(),
  total: z.object({ amount: z.number() }).optional(),
});

/**
 * Returns what an order must collect, credit and refund. Computed from the order and the prices of the catalogue, without the code
 * of the sandbox. Plans are billed by the term of a year, a part of it by days.
 */
export function expectedAmounts({ order, subscription }: SentOrder): ExpectedAmounts {
  if (subscription === undefined) {
    const { amount, currency } = newSchema.parse(order).total;
    const cents = Math.round(amount * 100);
    const undone = { 'credit-memo.created': cents, 'refund.created': cents };
    return { currency, cents: { 'payment.collected': cents, ...undone } };
  }
  const { currency, startedOn } = subscription;
  const { cancelDate = '', order_type: type, orderDate, total } = followUpSchema.parse(order);
  const given = Math.round((total?.amount ?? 0) * 100);
  const day = orderDate.slice(0, 'yyyy-mm-dd'.length);
  const price = PLANS[OFFER].cents[currency];
  const extra = restOf(PLANS[EXTRA_OFFER].cents[currency], startedOn, day);
  const changed = restOf(PLANS[OTHER_OFFER].cents[currency], startedOn, day) - creditOf(price, startedOn, day);
  const cents: Readonly<Record<string, ExpectedAmounts['cents']>> = {
    renew: { 'payment.collected': price },
    change_offer: { 'payment.collected': changed },
    add_offer: { 'payment.collected': extra },
    update_subscription: { 'payment.collected': extra },
    cancel_subscription: { 'credit-memo.created': creditOf(price, startedOn, cancelDate) },
    credit: { 'credit-memo.created': given },
    refund: { 'refund.created': given },
  };
  return { currency, cents: cents[type] ?? {} };
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** Returns the price of the days of a term of a year from a day on. */
function restOf(cents: number, start: string, day: string): number {
  const { days, used } = termOf(start, day);
  return shareOf(cents, days - used, days);
}

/** Returns the price of a term of a year less that of its days before a day. */
function creditOf(cents: number, start: string, day: string): number {
  const { days, used } = termOf(start, day);
  return cents - shareOf(cents, used, days);
}

function termOf(start: string, day: string): { readonly days: number; readonly used: number } {
  const end = `${Number(start.slice(0, 4)) + 1}${start.slice(4)}`;
  const between = (from: string, to: string): number => Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
  return { days: between(start, end), used: between(start, day) };
}

/** Rounds half up, in whole numbers only. */
function shareOf(cents: number, part: number, whole: number): number {
  return Math.floor((2 * cents * part + whole) / (2 * whole));
}
