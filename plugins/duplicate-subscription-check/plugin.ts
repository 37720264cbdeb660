import { PluginDeclined, PluginFailed } from '../../core/errors/plugin-errors.ts';
import { blockedProducts, modeOf } from '../../core/order/order-purchases.ts';
import { definePlugin } from '../../core/plugin/define-plugin.ts';
import { RECOGNISED_BY_DATA } from '../../core/plugin/idempotency.ts';
import type { BlockedProducts } from '../../core/sequence/sequence.ts';
import { type DuplicateCheckOptions, duplicateCheckOptions } from './options.ts';

/**
 * Declines a new order if the account that Salesforce matched already has an active subscription to one of its products, or another
 * order for it that is in progress: the products are reserved for the order until it ends.
 *
 * Place it after salesforceV3 and before the step that charges. A gift that is bought is for someone else, who is checked when
 * redeeming it, and other order types buy nothing, so both pass. Subscriptions with a different `mode` do not count. The plugin calls
 * no partner. Output: `checked`, and the `products` that it checked.
 */
export const duplicateSubscriptionCheck = definePlugin({
  name: 'duplicateSubscriptionCheck',
  service: 'limio',
  summary: 'Declines a new order if the matched account already subscribes to the product, or is about to.',
  effect: { idempotent: RECOGNISED_BY_DATA },
  reads: ['account-subscriptions'],
  blocks: blockedOf,
  timeoutSeconds: 10,
  options: duplicateCheckOptions,
  stepReferences: ['salesforceStep'],
  requiredSteps: ['salesforceStep'],
  async run({ accounts, log, options, order, orderId, results }) {
    const products = blockedProducts(order, blockedOf(options));
    if (products.length === 0) return { output: { checked: false, products: [] } };
    const crmId = results[options.salesforceStep]?.crmId;
    if (typeof crmId !== 'string' || crmId === '') {
      throw new PluginFailed(
        `Step "${options.salesforceStep}" returned no crmId. Run it before this step, or name another step in salesforceStep.`,
        { code: 'account_unknown' },
      );
    }
    if (accounts === undefined) throw new TypeError('The context has no accounts.');
    const mode = modeOf(order);
    const ahead = await accounts.reserve(crmId, mode, products);
    if (ahead !== undefined) {
      throw new PluginDeclined('duplicate_order', options.messageInProgress, {
        message: `Order ${ahead.orderId} of account ${crmId} for ${ahead.product} is in progress.`,
      });
    }
    const duplicate = (await accounts.activeSubscriptions(crmId)).find(
      (subscription) =>
        subscription.mode === mode && subscription.orderId !== orderId && products.includes(subscription.product),
    );
    if (duplicate !== undefined) {
      throw new PluginDeclined('duplicate_subscription', options.message, {
        message: `Account ${crmId} has an active subscription to ${duplicate.product}: ${duplicate.ref}.`,
      });
    }
    log.info('The account has no active subscription to the products', { crmId, products: [...products] });
    return { output: { checked: true, products: [...products] } };
  },
});

function blockedOf({ onlyBlockMultiple }: DuplicateCheckOptions): BlockedProducts {
  return onlyBlockMultiple ? 'marked' : 'all';
}
