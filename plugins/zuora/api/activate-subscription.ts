import * as z from 'zod';
import { PluginFailed } from '../../../core/errors/plugin-errors.ts';
import { pathSegment } from '../../../core/plugin/path-segment.ts';
import { putRecord, readRecord } from './record.ts';
import type { ZuoraCall } from './zuora-call.ts';

const ordersSchema = z.object({
  orders: z.array(
    z.object({
      orderNumber: z.string(),
      subscriptions: z.array(
        z.object({
          subscriptionNumber: z.string(),
          orderActions: z.array(z.object({ type: z.string(), sequence: z.number() })).default([]),
        }),
      ),
    }),
  ),
});

const CREATES = 'CreateSubscription';

/** Trigger dates to set. */
export interface AwaitedDates {
  /** Names of the dates, e.g. `ServiceActivation`. */
  readonly names: readonly string[];
  /** `yyyy-mm-dd`. */
  readonly day: string;
}

/**
 * Activates a pending subscription by setting the dates that it waits for.
 *
 * The dates belong to the pending order that created the subscription ("API Reference", Orders, List orders of a
 * subscription; Update order action trigger dates).
 *
 * @returns the number of the pending order
 * @throws PluginFailed `pending_order_not_found`
 */
export async function activateSubscription(
  call: ZuoraCall,
  subscriptionNumber: string,
  { day, names }: AwaitedDates,
): Promise<string> {
  const { orders } = await readRecord(call, {
    path: `/v1/orders/subscription/${pathSegment(subscriptionNumber)}?status=pending`,
    schema: ordersSchema,
    doing: `list the pending orders of subscription ${subscriptionNumber}`,
    missingCode: 'subscription_not_found',
  });
  const [created] = orders.flatMap(({ orderNumber, subscriptions }) =>
    subscriptions
      .filter((part) => part.subscriptionNumber === subscriptionNumber)
      .flatMap((part) => part.orderActions.filter(({ type }) => type === CREATES))
      .map(({ sequence }) => ({ orderNumber, sequence })),
  );
  if (created === undefined) {
    throw new PluginFailed(
      `Zuora has no pending order that created subscription ${subscriptionNumber}. Activate the subscription in Zuora.`,
      { code: 'pending_order_not_found' },
    );
  }
  const { orderNumber, sequence } = created;
  const triggerDates = names.map((name) => ({ name, triggerDate: day }));
  await putRecord(call, {
    path: `/v1/orders/${pathSegment(orderNumber)}/triggerDates`,
    json: { subscriptions: [{ subscriptionNumber, orderActions: [{ sequence, triggerDates }] }] },
    doing: `activate subscription ${subscriptionNumber}`,
  });
  return orderNumber;
}
