import * as z from 'zod';
import { PluginFailed } from '../../../../core/errors/plugin-errors.ts';
import type { PluginResult, ProbeResult } from '../../../../core/plugin/define-plugin.ts';
import { pathSegment } from '../../../../core/plugin/path-segment.ts';
import { definedFields } from '../../../kit/defined-fields.ts';
import { deleteRecord, readRecord } from '../../api/record.ts';
import type { Subscription } from '../../api/subscription.ts';
import type { ZuoraCall } from '../../api/zuora-call.ts';
import { readTarget } from '../read-target.ts';
import { requireOwnerOf } from '../require-owner.ts';

const CANCELS = 'CancelSubscription';
const ENDED: readonly string[] = ['Cancelled', 'Expired'];

const ordersSchema = z.object({
  orders: z.array(
    z.object({
      orderNumber: z.string(),
      status: z.string().default('Completed'),
      createdDate: z.string().default(''),
      subscriptions: z.array(
        z.object({
          subscriptionNumber: z.string(),
          orderActions: z.array(z.object({ type: z.string() })).nullish(),
        }),
      ),
    }),
  ),
});

/**
 * Takes back a cancellation that has not ended the subscription yet, by deleting its order, which brings the subscription back as
 * it was ("API Reference", Orders, List orders of a subscription; Delete an order). A repeat changes nothing.
 *
 * @throws PluginFailed `subscription_status`: the subscription has ended, or has no cancellation; `zuora_refused`: the
 *   cancellation was billed, or a later order changed the subscription
 */
export async function reactivate(call: ZuoraCall): Promise<PluginResult> {
  const subscription = await readTarget(call);
  const { accountNumber, status, subscriptionNumber } = subscription;
  await requireOwnerOf(call, accountNumber);
  if (ENDED.includes(status)) {
    throw new PluginFailed(
      `Subscription ${subscriptionNumber} is ${status}, so its cancellation cannot be taken back. Sell the customer a new one.`,
      { code: 'subscription_status' },
    );
  }
  const orderNumber = await findCancellation(call, subscriptionNumber);
  if (orderNumber !== undefined) {
    const path = `/v1/orders/${pathSegment(orderNumber)}`;
    await deleteRecord(call, path, `take the cancellation of subscription ${subscriptionNumber} back`);
  } else if (call.context.attempt === 1) {
    throw new PluginFailed(
      `Subscription ${subscriptionNumber} has no cancellation to take back. Check the number in the order.`,
      { code: 'subscription_status' },
    );
  }
  return resultOf(subscription);
}

/** Asks Zuora whether the subscription has no pending cancellation. */
export async function probeReactivation(call: ZuoraCall): Promise<ProbeResult> {
  const subscription = await readTarget(call);
  const { status, subscriptionNumber } = subscription;
  if (ENDED.includes(status) || (await findCancellation(call, subscriptionNumber)) !== undefined) {
    return { applied: false };
  }
  return { applied: true, ...resultOf(subscription) };
}

/** Returns the number of the latest order that cancels a subscription; `undefined` if there is none. */
async function findCancellation(call: ZuoraCall, subscriptionNumber: string): Promise<string | undefined> {
  const { orders } = await readRecord(call, {
    path: `/v1/orders/subscription/${pathSegment(subscriptionNumber)}?status=completed`,
    schema: ordersSchema,
    doing: `list the orders of subscription ${subscriptionNumber}`,
    missingCode: 'subscription_not_found',
  });
  return orders
    .toSorted((one, other) => other.createdDate.localeCompare(one.createdDate))
    .find(({ subscriptions }) =>
      subscriptions.some(
        (part) =>
          part.subscriptionNumber === subscriptionNumber && part.orderActions?.some(({ type }) => type === CANCELS),
      ),
    )?.orderNumber;
}

function resultOf({ accountNumber, subscriptionNumber }: Subscription): PluginResult {
  return {
    output: definedFields({ subscriptionNumber, subscriptionNumbers: [subscriptionNumber], accountNumber }),
  };
}
