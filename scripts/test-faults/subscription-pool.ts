import * as z from 'zod';
import type { JsonObject } from '../../core/json.ts';
import { isAtRest } from '../../core/order/order-status.ts';
import type { CampaignSystem } from './campaign-system.ts';
import type { Subscription } from './random-follow-up.ts';
import { readOrder } from './read-orders.ts';

/** The subscriptions that orders brought, each to be followed up once. */
export interface SubscriptionPool {
  /** Tells of an order that was submitted, and may bring a subscription. */
  offer(orderId: string, order: JsonObject): void;
  /** The oldest subscription that has come of an order and was not taken yet; undefined when there is none by now. */
  take(): Promise<Subscription | undefined>;
}

/** What a new order has to say for a follow-up. */
const boughtSchema = z.object({
  order_type: z.literal('new'),
  owner: z.string(),
  customerDetails: z.object({ email: z.string() }),
  total: z.object({ currency: z.string() }),
});

/** Only this one leaves a customer behind in every system. */
const WHOLE_SEQUENCE = 'default';
/** Orders that are looked at for one subscription. */
const MOST_LOOKS = 6;

/** Starts with no subscription. */
export function createSubscriptionPool(system: Pick<CampaignSystem, 'api'>): SubscriptionPool {
  const offered: (z.output<typeof boughtSchema> & { readonly orderId: string })[] = [];
  return {
    offer(orderId, order) {
      const bought = boughtSchema.safeParse(order);
      if (bought.success) offered.push({ ...bought.data, orderId });
    },
    async take() {
      for (let look = 0; look < MOST_LOOKS; look += 1) {
        const candidate = offered.shift();
        if (candidate === undefined) return undefined;
        const { sequence, status, subscriptionReference: reference } = await readOrder(system, candidate.orderId);
        if (sequence.name !== WHOLE_SEQUENCE) continue;
        if (!isAtRest(status)) offered.push(candidate);
        if (status !== 'complete' || reference === null) continue;
        const { customerDetails, owner, total } = candidate;
        return { reference, owner, email: customerDetails.email, currency: total.currency };
      }
      return undefined;
    },
  };
}
