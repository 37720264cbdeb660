import { PluginDeclined, PluginFailed } from '../../core/errors/plugin-errors.ts';
import type { JsonObject } from '../../core/json.ts';
import { giftStageOf } from '../../core/order/order-receiver.ts';
import { orderedProducts } from '../../core/order/ordered-products.ts';
import { definePlugin } from '../../core/plugin/define-plugin.ts';
import { RECOGNISED_BY_DATA } from '../../core/plugin/idempotency.ts';
import { typeOfOrder } from '../kit/order-actions.ts';
import { type DuplicateCheckOptions, duplicateCheckOptions } from './options.ts';

const DEFAULT_MODE = 'production';

/**
 * Declines a new order if the account that Salesforce matched already has an active subscription to one of its products.
 *
 * Place it after salesforceV3 and before the step that charges. An account's subscriptions are recorded when an order
 * completes, so two concurrent orders do not see each other's. A gift that is bought is for someone else, who is checked when
 * redeeming it, and other order types buy nothing, so both pass. Subscriptions with a different `mode` do not count. The plugin calls no partner. Output: `checked`, and the
 * `products` that it checked.
 */
export const duplicateSubscriptionCheck = definePlugin({
  name: 'duplicateSubscriptionCheck',
  service: 'limio',
  summary: 'Declines a new order if the matched account already subscribes to the product.',
  effect: { idempotent: RECOGNISED_BY_DATA },
  reads: ['account-subscriptions'],
  timeoutSeconds: 10,
  options: duplicateCheckOptions,
  stepReferences: ['salesforceStep'],
  async run({ accounts, log, options, order, orderId, results }) {
    const products = productsToCheck(order, options);
    if (products.length === 0) return { output: { checked: false, products: [] } };
    const found = results[options.salesforceStep];
    const crmId = found?.crmId;
    if (typeof crmId !== 'string' || crmId === '') {
      throw new PluginFailed(
        `Step "${options.salesforceStep}" returned no crmId. Run it before this step, or name another step in salesforceStep.`,
        { code: 'account_unknown' },
      );
    }
    if (accounts === undefined) throw new TypeError('The context has no reader for account subscriptions.');
    // The account was just created, so it cannot have a subscription yet.
    const active = found?.matched === false ? [] : await accounts.activeSubscriptions(crmId);
    const mode = typeof order.mode === 'string' ? order.mode : DEFAULT_MODE;
    const duplicate = active.find(
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

function productsToCheck(order: JsonObject, { onlyBlockMultiple }: DuplicateCheckOptions): readonly string[] {
  if (typeOfOrder(order) !== 'new' || giftStageOf(order) === 'purchase') return [];
  const products = orderedProducts(order).filter(
    ({ attributes }) => !onlyBlockMultiple || attributes.block_multiple__limio === true,
  );
  return [...new Set(products.map(({ product }) => product))];
}
