import { definePlugin } from '../../core/plugin/define-plugin.ts';
import { postWithKey } from '../kit/keyed-requests.ts';
import { compensateEntitlements } from './compensate.ts';
import { entitlementCodes } from './entitlement-codes.ts';
import { changeOf, entitlementOutput, entitlementRequest } from './entitlement-request.ts';
import { entitlementOptions } from './options.ts';
import { probeEntitlements } from './probe.ts';

/**
 * Grants, changes or revokes at a provisioning API what the order entitles its user to.
 *
 * Posts `{ userId, codes, subscription?, effectiveDate? }` with the step's idempotency key. An order that brings products
 * grants their codes; a change of offer or of a subscription replaces those of the subscription; a cancellation revokes,
 * and without codes in the order leaves out `codes`: everything that the `subscription` gave, from `effectiveDate` on.
 * Other order types, and orders without entitlements, change nothing and call nobody. Output: `change` (null for none)
 * and `codes`.
 */
export const entitlements = definePlugin({
  name: 'entitlements',
  service: 'limio',
  summary: 'Grants, changes or revokes what the order entitles its user to.',
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
  compensate: compensateEntitlements,
});
