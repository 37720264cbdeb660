import { openOAuthSession } from '../../core/partner/oauth-session.ts';
import { actionOf, orderProblems } from '../../core/partner/order-actions.ts';
import { definePlugin } from '../../core/plugin/define-plugin.ts';
import { zuoraOptions } from './options.ts';
import { ORDER_ACTIONS } from './order-actions/order-actions.ts';

/**
 * Does in Zuora what an order of any type asks for: subscriptions and their changes, accounts, payment methods, credits.
 *
 * Uses the OAuth client credentials and the v1 API ("API Reference", Create an OAuth token, Create an order). The tenant
 * needs Orders or Orders Harmonization; credits and refunds need Invoice Settlement.
 */
export const zuora = definePlugin({
  name: 'zuora',
  service: 'zuora',
  summary: 'Creates, changes, bills and credits subscriptions in Zuora, and keeps their accounts up to date.',
  effect: 'idempotent',
  timeoutSeconds: 60,
  options: zuoraOptions,
  secrets: (options) => [options.connection],
  check: (order, options) => orderProblems(ORDER_ACTIONS, order, options),
  async run(context) {
    const action = actionOf(ORDER_ACTIONS, context.order, context.options);
    const partner = { name: 'Zuora', tokenPath: '/oauth/token' };
    return action.run({ context, session: await openOAuthSession(context, partner, context.options.connection) });
  },
});
