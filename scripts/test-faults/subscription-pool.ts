import * as z from 'zod';
import type { JsonObject } from '../../core/json.ts';
import { isAtRest } from '../../core/order/order-status.ts';
import type { CampaignSystem } from './campaign-system.ts';
import { CURRENCIES } from './campaign-tenant.ts';
import type { Subscription } from './random-order.ts';
import { readOrder } from './read-orders.ts';

/** Subscriptions created by the orders of a campaign, each for one follow-up. */
export interface SubscriptionPool {
  /** Adds a submitted order, which may create a subscription. */
  offer(orderId: string, order: JsonObject): void;
  /** Takes the oldest subscription that has been created, or returns undefined. */
  take(): Promise<Subscription | undefined>;
}

/** Fields of a new order that a follow-up needs. */
const boughtSchema = z.object({
  order_type: z.literal('new'),
  owner: z.string(),
  customerDetails: z.object({ email: z.string() }),
  total: z.object({ currency: z.enum(CURRENCIES) }),
  orderDate: z.string(),
});

/** The only sequence that creates the customer in every system. */
const COMPLETE_SEQUENCE = 'default';
/** How many orders to check for one subscription. */
const MAX_CHECKS = 6;

/** Creates an empty pool. */
export function createSubscriptionPool(system: Pick<CampaignSystem, 'api'>): SubscriptionPool {
  const offered: (z.output<typeof boughtSchema> & { readonly orderId: string })[] = [];
  return {
    offer(orderId, order) {
      const bought = boughtSchema.safeParse(order);
      if (bought.success) offered.push({ ...bought.data, orderId });
    },
    async take() {
      for (let checked = 0; checked < MAX_CHECKS; checked += 1) {
        const candidate = offered.shift();
        if (candidate === undefined) return undefined;
        const { sequence, status, subscriptionReference: reference } = await readOrder(system, candidate.orderId);
        if (sequence.name !== COMPLETE_SEQUENCE) continue;
        if (!isAtRest(status)) offered.push(candidate);
        if (status !== 'complete' || reference === null) continue;
        const { customerDetails, orderDate, owner, total } = candidate;
        const startedOn = orderDate.slice(0, 'yyyy-mm-dd'.length);
        return { reference, owner, email: customerDetails.email, currency: total.currency, startedOn };
      }
      return undefined;
    },
  };
}
