import * as z from 'zod';
import type { JsonObject } from '../json.ts';
import { type Calendar, changeDay, chosenDay, orderDay, updateDays } from './order-days.ts';
import { orderTypeOf } from './order-types.ts';

const day = z.iso.date().optional().catch(undefined);
const text = z.string().min(1).optional().catch(undefined);

const billedSchema = z.object({
  effectiveDate: day,
  endsOn: day,
  status: text,
  subscriptionNumber: text,
  subscriptionNumbers: z.array(z.string().min(1)).optional().catch(undefined),
});

/** What a billing step says in its output about the subscriptions of an order. */
export interface BilledOrder {
  /** `yyyy-mm-dd`, the day from which the order applies. */
  readonly effectiveDate?: string | undefined;
  /** `yyyy-mm-dd`, the first day without the subscription; undefined if it goes on. */
  readonly endsOn?: string | undefined;
  readonly status?: string | undefined;
  /** The numbers of the subscriptions, in the sequence of the order's items. */
  readonly subscriptionNumbers: readonly string[];
}

/** Reads the output of the billing step; undefined if the step did not run or was skipped. Other fields are ignored. */
export function billedOrder(output: JsonObject | undefined): BilledOrder | undefined {
  if (output === undefined || Object.keys(output).length === 0) return undefined;
  const { subscriptionNumber, subscriptionNumbers, ...billed } = billedSchema.parse(output);
  const single = subscriptionNumber === undefined ? [] : [subscriptionNumber];
  return { ...billed, subscriptionNumbers: subscriptionNumbers ?? single };
}

/** When an order takes effect. */
export interface OrderEffect {
  /** `yyyy-mm-dd`. For a cancellation, the first day without the subscription; undefined if nobody knows it. */
  readonly effectiveDate: string | undefined;
  /** `yyyy-mm-dd`, the first day without what the order is about; undefined if it goes on. */
  readonly endsOn: string | undefined;
}

/**
 * Returns when an order takes effect: as the billing step says, or else as the order chose, or else on the day on which it was
 * placed.
 *
 * A cancellation that chose no day ends when the billing system says, e.g. with the term. If the billing step does not say when,
 * nobody knows it, because the day of the order would be too early.
 */
export function effectOf(order: JsonObject, billed: BilledOrder | undefined, calendar: Calendar): OrderEffect {
  if (orderTypeOf(String(order.order_type)) === 'cancel_subscription') {
    const unbilled = billed === undefined ? orderDay(order, calendar) : undefined;
    const endsOn = billed?.endsOn ?? chosenDay(order, calendar) ?? unbilled;
    return { effectiveDate: endsOn, endsOn };
  }
  const [first] = updateDays(order, calendar).toSorted();
  return {
    effectiveDate: billed?.effectiveDate ?? first ?? changeDay(order, calendar),
    endsOn: billed?.endsOn,
  };
}
