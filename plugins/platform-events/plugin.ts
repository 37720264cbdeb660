import { openOAuthSession } from '../../core/partner/oauth-session.ts';
import { actionOf, type OrderActions, orderProblems } from '../../core/partner/order-actions.ts';
import { definePlugin } from '../../core/plugin/define-plugin.ts';
import { eventTypeOf } from './event-types.ts';
import { type PlatformEventOptions, platformEventOptions } from './options.ts';
import { newOrder } from './order-actions/new-order.ts';
import type { OrderAction } from './order-actions/order-action.ts';
import { publishEvent } from './publish-event.ts';

const ORDER_ACTIONS: OrderActions<PlatformEventOptions, OrderAction> = { new: newOrder };

/**
 * Publishes the order as a platform event in Salesforce, for the org's flows and triggers.
 *
 * Salesforce publishes an event twice when it is asked twice, so a lost reply is never answered by publishing again. The
 * options `sendWholeOrder` and `orderDataOptions`, which Limio keeps on Salesforce V3, are here because this plugin
 * publishes. Output: `eventType`, and `eventUuid` when Salesforce gives one.
 */
export const platformEvents = definePlugin({
  name: 'platformEvents',
  service: 'salesforce',
  summary: 'Publishes the order as a platform event in Salesforce.',
  effect: 'at-most-once',
  options: platformEventOptions,
  secrets: (options) => [options.connection],
  check: (order, options) => orderProblems(ORDER_ACTIONS, order, options),
  async run(context) {
    const action = actionOf(ORDER_ACTIONS, context.order, context.options);
    const fields = action.fields(context);
    const partner = { name: 'Salesforce', tokenPath: '/services/oauth2/token' };
    const session = await openOAuthSession(context, partner, context.options.connection);
    const eventUuid = await publishEvent(session, context, fields);
    const eventType = eventTypeOf(context.order) ?? null;
    return { output: { eventType, ...(eventUuid === undefined ? {} : { eventUuid }) } };
  },
});
