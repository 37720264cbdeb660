import { definePlugin } from '../../core/plugin/define-plugin.ts';
import type { PluginContext } from '../../core/plugin/plugin-context.ts';
import { openOAuthSession } from '../kit/oauth-session.ts';
import { actionOf, orderProblems } from '../kit/order-actions.ts';
import type { ZuoraCall } from './api/zuora-call.ts';
import { compensateZuora } from './compensate.ts';
import { type ZuoraOptions, zuoraOptions } from './options.ts';
import { ORDER_ACTIONS } from './order-actions/order-actions.ts';
import { probeZuora, settleRefusal } from './probe.ts';

const ZUORA = { name: 'Zuora', tokenPath: '/oauth/token' };

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
  stepReferences: ['salesforceStep'],
  secrets: (options) => [options.connection],
  check: (order, options) => orderProblems(ORDER_ACTIONS, order, options),
  async run(context) {
    const action = actionOf(ORDER_ACTIONS, context.order, context.options);
    const call = await callOf(context);
    return action.run(call).catch((error: unknown) => settleRefusal(call, error));
  },
  async probe(context) {
    // An order that cannot be processed asked for nothing.
    if (orderProblems(ORDER_ACTIONS, context.order, context.options).length > 0) return { applied: false };
    return probeZuora(await callOf(context));
  },
  async compensate(context) {
    if (orderProblems(ORDER_ACTIONS, context.order, context.options).length > 0) return;
    await compensateZuora(await callOf(context), context);
  },
});

async function callOf(context: PluginContext<ZuoraOptions>): Promise<ZuoraCall> {
  return { context, session: await openOAuthSession(context, ZUORA, context.options.connection) };
}
