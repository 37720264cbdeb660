import * as z from 'zod';
import { PluginFailed } from '../../../core/errors/plugin-errors.ts';
import { checkOrder } from '../../kit/order-actions.ts';
import { activateSubscription } from '../api/activate-subscription.ts';
import { orderDay } from '../order-fields/days.ts';
import { anyOrder } from '../order-fields/field-schemas.ts';
import { targetProblems } from '../order-fields/order-target.ts';
import type { OrderAction } from './order-action.ts';
import { readTarget } from './read-target.ts';

const WAITING = 'Pending Activation';
const ACTIVE = 'Active';

const schema = z.object(anyOrder);

/**
 * Activates a subscription that waits for it, from the date of the order ("API Reference", Orders, Update order action
 * trigger dates).
 *
 * One that is active already stays as it is, so a repeat changes nothing.
 */
export const activation: OrderAction = {
  problems: (order) => [...checkOrder(schema, order, () => []), ...targetProblems(order)],
  async run(call) {
    const { orderDate } = schema.parse(call.context.order);
    const { accountNumber, status, subscriptionNumber } = await readTarget(call);
    if (status === WAITING) {
      const orderNumber = await activateSubscription(call, subscriptionNumber, orderDay(orderDate, call.context));
      call.context.log.info('Activated the subscription', { orderNumber, subscriptionNumber });
    } else if (status !== ACTIVE) {
      throw new PluginFailed(
        `Expected subscription ${subscriptionNumber} to wait for its activation, found it ${status}. Look it up in Zuora.`,
        { code: 'subscription_status' },
      );
    }
    return {
      output: { subscriptionNumber, subscriptionNumbers: [subscriptionNumber], accountNumber, status: ACTIVE },
    };
  },
};
