import { PluginFailed } from '../../core/errors/plugin-errors.ts';
import type { JsonObject } from '../../core/json.ts';
import { ORDER_TYPES } from '../../core/order/order-types.ts';
import { definePlugin } from '../../core/plugin/define-plugin.ts';
import { openOAuthSession } from '../kit/oauth-session.ts';
import { type ActionProblem, checkOrder, typeOfOrder } from '../kit/order-actions.ts';
import { SALESFORCE } from '../kit/salesforce.ts';
import { buildEventFields } from './build-event-fields.ts';
import { eventTypeOf } from './event-types.ts';
import { type PlatformEventOptions, platformEventOptions } from './options.ts';
import { eventOrderSchema } from './order-event-schema.ts';
import { publishEvent } from './publish-event.ts';

/**
 * Publishes the order as a platform event in Salesforce, for the org's flows and triggers.
 *
 * Salesforce publishes every event it receives, repeats included, so the plugin never publishes again after a lost reply. The
 * options `sendWholeOrder` and `orderDataOptions` belong to Salesforce V3 at Limio; they are here because this plugin
 * publishes the event. Output: `eventType`, and `eventUuid` if Salesforce returns one. An order type without an event is
 * not a failure: the plugin publishes nothing, `eventType` is `null` and `skipped` contains the reason.
 */
export const platformEvents = definePlugin({
  name: 'platformEvents',
  service: 'salesforce',
  summary: 'Publishes the order as a platform event in Salesforce.',
  effect: 'at-most-once',
  options: platformEventOptions,
  stepReferences: ['salesforceStep', 'zuoraStep'],
  secrets: (options) => [options.connection],
  connection: (options) => options.connection,
  check: problemsOf,
  async run(context) {
    const { log, options, order } = context;
    const [problem, ...others] = problemsOf(order, options);
    if (problem !== undefined) {
      const message = [problem, ...others].map(({ message, path }) => `${path}: ${message}`).join(' ');
      throw new PluginFailed(message, { code: problem.code });
    }
    const eventType = eventTypeOf(order, options.eventTypes);
    if (eventType === undefined) {
      log.info('This order type has no platform event', { orderType: String(order.order_type) });
      return { output: { eventType: null, skipped: 'no_event_type' } };
    }
    const fields = buildEventFields(context, eventType);
    const session = await openOAuthSession(context, SALESFORCE, options.connection);
    const eventUuid = await publishEvent(session, context, fields);
    return { output: { eventType, ...(eventUuid === undefined ? {} : { eventUuid }) } };
  },
});

function problemsOf(order: JsonObject, options: PlatformEventOptions): readonly ActionProblem[] {
  const orderType = typeOfOrder(order);
  if (orderType === undefined) {
    const message = `Expected one of ${ORDER_TYPES.join(', ')}, found ${String(order.order_type)}.`;
    return [{ path: 'order_type', code: 'order_type_not_supported', message }];
  }
  if (eventTypeOf(order, options.eventTypes) === undefined) return [];
  return checkOrder(eventOrderSchema(orderType), order);
}
