import { hostOf } from '../../core/hosts.ts';
import { definePlugin } from '../../core/plugin/define-plugin.ts';
import { DEFAULT_IDEMPOTENCY } from '../kit/endpoint-options.ts';
import { postWithKey, undoRequest } from '../kit/keyed-requests.ts';
import { plannedChange } from './entitlement-change.ts';
import { entitlementProblems, entitlementRequest } from './entitlement-request.ts';
import { entitlementOptions } from './options.ts';
import { probeEntitlements } from './probe.ts';

/**
 * Grants, changes or revokes the user's entitlements through a provisioning API.
 *
 * Posts `{ userId, codes, subscription?, effectiveDate, endsOn? }` with the step's idempotency key, once for every order; the
 * API applies the change from `effectiveDate` on, and ends what it grants on `endsOn`. Both are days, as the billing step or else
 * the order says; neither is the day of the request.
 *
 * An order for products grants their codes. A change of offer replaces the codes of the subscription, and so does an update that
 * lists everything that the subscription has; an update that lists changes sends `add` and `remove` in place of `codes`. A
 * cancellation revokes the codes from the day on which the subscription ends; if the order has no codes, everything that
 * `subscription` granted. If an order makes several subscriptions, `subscriptions` contains the codes of each.
 *
 * A subscription that waits for its activation is entitled by its `activation` order, which has to list its items. A gift is
 * entitled when it is redeemed, by the order of the recipient. Other order types, and orders without entitlements, send no
 * request. Output: `change` (`null` for none), `codes`, `effectiveDate` and `endsOn` as sent, `removed` and `pending` codes, and
 * in `skipped` why there was no request: `order_type`, `no_entitlements`, `gift_not_redeemed` or `pending_activation`.
 */
export const entitlements = definePlugin({
  name: 'entitlements',
  service: 'limio',
  summary: 'Grants, changes or revokes the entitlements of the user.',
  effect: { idempotent: DEFAULT_IDEMPOTENCY },
  idempotency: (options) => options.idempotency,
  connection: ({ endpoint }) => hostOf(endpoint),
  options: entitlementOptions,
  expressions: { userId: 'order', giftRecipientId: 'order' },
  stepReferences: ['zuoraStep'],
  check(order, options) {
    const planned = plannedChange(order, options, undefined);
    return planned === undefined ? [] : entitlementProblems(order, planned, options);
  },
  async run(context) {
    const { log, options, order } = context;
    const request = await entitlementRequest(context);
    const { change, output } = request;
    if (change === null) {
      log.info('The order changes no entitlements', { orderType: String(order.order_type), ...output });
      return { output };
    }
    await postWithKey(context, {
      url: `${options.endpoint.replace(/\/+$/, '')}/entitlements/${change}`,
      json: request.json,
      timeoutMs: options.timeoutMs,
      doing: `${change} the entitlements`,
    });
    log.info('Changed the entitlements', output);
    return { output };
  },
  probe: probeEntitlements,
  canProbe: ({ statusUrl }) => statusUrl !== undefined,
  async compensate(context) {
    if (context.output?.change === null) return;
    // Revoking a grant is not an undo: the user may already have had the entitlement from another subscription.
    await undoRequest(context, context.options, context.options.timeoutMs);
  },
});
