import { definePlugin } from '../../core/plugin/define-plugin.ts';
import { postWithKey, undoRequest } from '../kit/keyed-requests.ts';
import { entitlementCodes } from './entitlement-codes.ts';
import { changeOf, entitlementOutput, entitlementRequest } from './entitlement-request.ts';
import { entitlementOptions } from './options.ts';
import { probeEntitlements } from './probe.ts';

/**
 * Grants, changes or revokes the user's entitlements through a provisioning API.
 *
 * Posts `{ userId, codes, subscription?, effectiveDate? }` with the step's idempotency key. An order for products grants
 * their codes. A change of offer or subscription replaces the codes of that subscription. A cancellation revokes them; if
 * the order has no codes, the request has none either, and revokes everything that `subscription` granted, from
 * `effectiveDate` on. Other order types, and orders without entitlements, send no request. Output: `change` (`null` for
 * none) and `codes`.
 */
export const entitlements = definePlugin({
  name: 'entitlements',
  service: 'limio',
  summary: 'Grants, changes or revokes the entitlements of the user.',
  effect: 'idempotent',
  options: entitlementOptions,
  expressions: { userId: 'order' },
  check: (order, options) => (changeOf(order) === undefined ? [] : entitlementCodes(order, options.codes).problems),
  async run(context) {
    const { log, options, order } = context;
    const request = await entitlementRequest(context);
    if (request === undefined) {
      log.info('The order changes no entitlements', { orderType: String(order.order_type) });
      return { output: entitlementOutput(request) };
    }
    const { change, json } = request;
    await postWithKey(context, {
      url: `${options.endpoint.replace(/\/+$/, '')}/entitlements/${change}`,
      json,
      timeoutMs: options.timeoutMs,
      doing: `${change} the entitlements`,
    });
    const output = entitlementOutput(request);
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
