import { openOAuthSession } from '../../core/partner/oauth-session.ts';
import { actionOf, type OrderActions, orderProblems } from '../../core/partner/order-actions.ts';
import { definePlugin } from '../../core/plugin/define-plugin.ts';
import { type ZuoraOptions, zuoraOptions } from './options.ts';
import { newOrder } from './order-actions/new-order/new-order.ts';
import type { OrderAction } from './order-actions/order-action.ts';

const ORDER_ACTIONS: OrderActions<ZuoraOptions, OrderAction> = { new: newOrder };

/**
 * Creates the order's subscriptions in Zuora, bills them and collects the payment.
 *
 * Uses the OAuth client credentials and the Orders of the v1 API ("API Reference", Create an OAuth token, Create an
 * order). The tenant needs Orders or Orders Harmonization.
 */
export const zuora = definePlugin({
  name: 'zuora',
  service: 'zuora',
  summary: "Creates the order's subscriptions in Zuora, bills them and collects the payment.",
  effect: 'idempotent',
  timeoutSeconds: 60,
  options: zuoraOptions,
  secrets: (options) => [options.connection],
  check: (order, options) => orderProblems(ORDER_ACTIONS, order, options),
  async run(context) {
    const action = actionOf(ORDER_ACTIONS, context.order, context.options);
    const partner = { name: 'Zuora', tokenPath: '/oauth/token' };
    return action.run(context, await openOAuthSession(context, partner, context.options.connection));
  },
});
