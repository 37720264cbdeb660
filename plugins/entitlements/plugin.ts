import { PluginFailed } from '../../core/errors/plugin-errors.ts';
import { evaluateText } from '../../core/partner/evaluate-text.ts';
import { postWithKey } from '../../core/partner/post-with-key.ts';
import { definePlugin } from '../../core/plugin/define-plugin.ts';
import { changeOf, scopeOf } from './entitlement-change.ts';
import { entitlementCodes } from './entitlement-codes.ts';
import { entitlementOptions } from './options.ts';

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
  check: (order, options) => (changeOf(order) === undefined ? [] : entitlementCodes(order, options.codes).problems),
  async run(context) {
    const { log, options, order } = context;
    const change = changeOf(order);
    const { codes, problems } = entitlementCodes(order, options.codes);
    if (change === undefined || (codes.length === 0 && problems.length === 0 && change !== 'revoke')) {
      log.info('The order changes no entitlements', { orderType: String(order.order_type) });
      return { output: { change: null, codes: [] } };
    }
    if (problems.length > 0) {
      const message = problems.map((problem) => problem.message).join(' ');
      throw new PluginFailed(message, { code: 'entitlement_without_code' });
    }
    const userId = await evaluateText(options.userId, context);
    if (userId === undefined) {
      throw new PluginFailed(
        `Expected ${options.userId} to give the user of the order, found none. Send the owner, or set the option userId.`,
        { code: 'user_unknown' },
      );
    }
    await postWithKey(context, {
      url: `${options.endpoint.replace(/\/+$/, '')}/entitlements/${change}`,
      json: { userId, ...(codes.length > 0 && { codes: [...codes] }), ...scopeOf(order) },
      timeoutMs: options.timeoutMs,
      doing: `${change} the entitlements`,
    });
    log.info('Changed the entitlements', { change, codes: [...codes] });
    return { output: { change, codes: [...codes] } };
  },
});
