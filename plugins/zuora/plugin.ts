import type { OrderType } from '../../core/order/order-types.ts';
import { definePlugin } from '../../core/plugin/define-plugin.ts';
import type { PluginContext } from '../../core/plugin/plugin-context.ts';
import { openOAuthSession } from '../kit/oauth-session.ts';
import { actionFor, orderProblems, requireAction } from '../kit/order-actions.ts';
import type { ZuoraCall } from './api/zuora-call.ts';
import { compensateZuora } from './compensate.ts';
import { type ZuoraOptions, zuoraOptions } from './options.ts';
import type { OrderAction } from './order-actions/order-action.ts';
import { ORDER_ACTIONS } from './order-actions/order-actions.ts';
import { ownerProblems } from './order-fields/order-owner.ts';
import { confirmDecline, probeZuora } from './probe.ts';

const ZUORA = { name: 'Zuora', tokenPath: '/oauth/token' };

/**
 * Carries out an order of any type in Zuora: creates and changes subscriptions, updates accounts, changes payment methods,
 * books credits and refunds.
 *
 * Uses the OAuth client credentials and the v1 API ("API Reference", Create an OAuth token, Create an order). The Zuora
 * tenant needs Orders or Orders Harmonization. Credits and refunds need Invoice Settlement.
 */
export const zuora = definePlugin({
  name: 'zuora',
  service: 'zuora',
  summary: 'Creates, changes, bills and credits subscriptions in Zuora, and keeps their accounts up to date.',
  effect: { idempotent: { forHours: 24, keeps: 'all-answers' } },
  timeoutSeconds: 60,
  options: zuoraOptions,
  stepReferences: ['salesforceStep'],
  neededOptions: {
    new: ['ratePlans', 'giftCharges', 'giftChargeId'],
    add_offer: ['ratePlans'],
    change_offer: ['ratePlans'],
    credit: ['creditCharges', 'creditChargeId'],
  } satisfies Partial<Record<OrderType, readonly string[]>>,
  secrets: (options) => [options.connection],
  check: (order, options) => [...orderProblems(ORDER_ACTIONS, order, options), ...ownerProblems(order, options)],
  connection: (options) => options.connection,
  async run(context) {
    const action = requireAction(ORDER_ACTIONS, context.order, context.options);
    const call = await createCall(context);
    return action.run(call).catch((error: unknown) => confirmDecline(call, action, error));
  },
  async probe(context) {
    const action = processable(context);
    return action === undefined ? { applied: false } : probeZuora(await createCall(context), action);
  },
  async compensate(context) {
    const action = processable(context);
    if (action !== undefined) await compensateZuora(await createCall(context), action, context);
  },
});

/** The action for an order; `undefined` for an order that the plugin cannot process, which sent no request. */
function processable({ options, order }: PluginContext<ZuoraOptions>): OrderAction | undefined {
  const action = actionFor(ORDER_ACTIONS, order);
  return action === undefined || action.problems(order, options).length > 0 ? undefined : action;
}

async function createCall(context: PluginContext<ZuoraOptions>): Promise<ZuoraCall> {
  const session = await openOAuthSession(context, ZUORA, context.options.connection);
  const headers = tenantHeaders(context.options);
  return {
    context,
    session: { send: (request) => session.send({ ...request, headers: { ...headers, ...request.headers } }) },
  };
}

/** The headers that say which version of the API, entity and organisations a request is for. */
function tenantHeaders({ apiVersion, entityId, organizationIds }: ZuoraOptions): Readonly<Record<string, string>> {
  return {
    'zuora-version': apiVersion,
    ...(entityId !== undefined && { 'zuora-entity-ids': entityId }),
    ...(organizationIds.length > 0 && { 'zuora-org-ids': organizationIds.join(',') }),
  };
}
