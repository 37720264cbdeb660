import { PluginDeclined, PluginFailed } from '../../core/errors/plugin-errors.ts';
import type { JsonObject } from '../../core/json.ts';
import { orderTypeOf } from '../../core/order/order-types.ts';
import { orderedProducts } from '../../core/order/ordered-products.ts';
import { definePlugin } from '../../core/plugin/define-plugin.ts';
import { type DuplicateCheckOptions, duplicateCheckOptions } from './options.ts';

const DEFAULT_MODE = 'production';

/**
 * Refuses a new order when the account that Salesforce matched has an active subscription to one of its products.
 *
 * Put it after salesforceV3 and before the step that charges. What an account subscribes to is what earlier orders left
 * when they completed (and cancelled orders took away), so two orders that run at the same moment do not see each other.
 * Gifts are for somebody else and other order types buy nothing: they pass. Orders of another `mode` do not count. Asks
 * nobody outside. Output: `checked`, and the `products` that were looked for.
 */
export const duplicateSubscriptionCheck = definePlugin({
  name: 'duplicateSubscriptionCheck',
  service: 'limio',
  summary: 'Refuses a new order when the matched account already subscribes to the product.',
  effect: 'idempotent',
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
        `Expected step "${options.salesforceStep}" to answer a crmId before this step, found none. Put it in front, or name another in salesforceStep.`,
        { code: 'account_unknown' },
      );
    }
    if (accounts === undefined) throw new TypeError('Expected a reader of account subscriptions in the context.');
    // An account that was just created has nothing yet.
    const active = found?.matched === false ? [] : await accounts.activeSubscriptions(crmId);
    const mode = typeof order.mode === 'string' ? order.mode : DEFAULT_MODE;
    const double = active.find(
      (subscription) =>
        subscription.mode === mode && subscription.orderId !== orderId && products.includes(subscription.product),
    );
    if (double !== undefined) {
      throw new PluginDeclined('duplicate_subscription', options.message, {
        message: `Account ${crmId} has an active subscription to ${double.product}: ${double.ref}.`,
      });
    }
    log.info('The account has no active subscription to the products', { crmId, products: [...products] });
    return { output: { checked: true, products: [...products] } };
  },
});

function productsToCheck(order: JsonObject, { onlyBlockMultiple }: DuplicateCheckOptions): readonly string[] {
  const orderType = typeof order.order_type === 'string' ? orderTypeOf(order.order_type) : undefined;
  if (orderType !== 'new' || order.isGift === true) return [];
  const products = orderedProducts(order).filter(
    ({ attributes }) => !onlyBlockMultiple || attributes.block_multiple__limio === true,
  );
  return [...new Set(products.map(({ product }) => product))];
}
