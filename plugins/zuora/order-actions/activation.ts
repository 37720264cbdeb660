import * as z from 'zod';
import { PluginFailed } from '../../../core/errors/plugin-errors.ts';
import type { PluginResult } from '../../../core/plugin/define-plugin.ts';
import { checkOrder } from '../../kit/order-actions.ts';
import { activateSubscription } from '../api/activate-subscription.ts';
import { orderDay } from '../order-fields/days.ts';
import { anyOrder } from '../order-fields/field-schemas.ts';
import { targetProblems } from '../order-fields/order-target.ts';
import type { OrderAction } from './order-action.ts';
import { readTarget } from './read-target.ts';
import { requireOwnerOf } from './require-owner.ts';

/** The dates that a subscription of each pending status waits for. */
const AWAITED: Readonly<Record<string, readonly string[]>> = {
  'Pending Activation': ['ServiceActivation', 'CustomerAcceptance'],
  'Pending Acceptance': ['CustomerAcceptance'],
};
const ACTIVE = 'Active';

const schema = z.object(anyOrder);

/**
 * Activates a pending subscription from the date of the order ("API Reference", Orders, Update order action trigger dates).
 *
 * An active subscription does not change, so a repeat has no effect. Zuora bills and collects nothing now: its next bill run
 * does, because the request has no processing options.
 */
export const activation: OrderAction = {
  problems: (order) => [...checkOrder(schema, order), ...targetProblems(order)],
  async run(call) {
    const { accountNumber, status, subscriptionNumber } = await readTarget(call);
    await requireOwnerOf(call, accountNumber);
    const awaited = AWAITED[status];
    const day = orderDay(call.context);
    if (awaited !== undefined) {
      const orderNumber = await activateSubscription(call, subscriptionNumber, { names: awaited, day });
      call.context.log.info('Activated the subscription', { orderNumber, subscriptionNumber });
    } else if (status !== ACTIVE) {
      throw new PluginFailed(
        `Subscription ${subscriptionNumber} is ${status}, so it cannot be activated. Look it up in Zuora.`,
        { code: 'subscription_status' },
      );
    }
    return activeResult(subscriptionNumber, accountNumber);
  },
  async probe(call) {
    const { accountNumber, status, subscriptionNumber } = await readTarget(call);
    if (status !== ACTIVE) return { applied: false };
    return { applied: true, ...activeResult(subscriptionNumber, accountNumber) };
  },
};

function activeResult(subscriptionNumber: string, accountNumber: string): PluginResult {
  return { output: { subscriptionNumber, subscriptionNumbers: [subscriptionNumber], accountNumber, status: ACTIVE } };
}
