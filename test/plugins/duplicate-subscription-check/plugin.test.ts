import { describe, expect, it } from 'vitest';
import { failureOf } from '../../../contract/failure-of.ts';
import { NEW_ORDER, PERSONAL_VALUES } from '../../../contract/partner-sandbox.ts';
import type { JsonObject } from '../../../core/json.ts';
import type { AccountSubscription, ReservedBy } from '../../../core/plugin/plugin-context.ts';
import { duplicateSubscriptionCheck } from '../../../plugins/duplicate-subscription-check/plugin.ts';
import { type GivenContext, pluginContext, TEST_ORDER_ID } from '../../helpers/plugin-context.ts';

const CRM_ID = '001Hs00000000AbIAI';
const EARLIER: AccountSubscription = {
  product: '/products/Digital',
  ref: 'order-earlier/item-1',
  orderId: 'order-earlier',
  mode: 'production',
};
const MATCHED = { salesforceV3: { crmId: CRM_ID, matched: true } };

/** Runs the check for an account with these subscriptions, and returns what it reserved and read, in this order. */
function check(active: readonly AccountSubscription[], given: GivenContext = {}, ahead?: ReservedBy) {
  const asked: string[] = [];
  const { context, logs } = pluginContext(duplicateSubscriptionCheck, {
    order: NEW_ORDER,
    results: MATCHED,
    ...given,
  });
  const accounts = {
    activeSubscriptions: async (crmId: string) => {
      asked.push(crmId);
      return active;
    },
    reserve: async (crmId: string, mode: string, products: readonly string[]) => {
      asked.push(`${crmId} ${mode} ${products.join()}`);
      return ahead;
    },
  };
  return { asked, logs, result: duplicateSubscriptionCheck.run({ ...context, accounts }) };
}

describe('the duplicate subscription check', () => {
  it('accepts an order whose account has no subscription to its products', async () => {
    const { asked, result } = check([{ ...EARLIER, product: '/products/Print' }]);
    expect((await result).output).toEqual({ checked: true, products: ['/products/Digital'] });
    expect(asked).toEqual([`${CRM_ID} production /products/Digital`, CRM_ID]);
  });

  it('declines an order while another one has reserved the product, and names that only to people who operate', async () => {
    const ahead = { orderId: 'order-ahead', product: '/products/Digital' };
    const { asked, result } = check([], {}, ahead);
    const failure = await failureOf(result);
    expect(failure).toMatchObject({
      name: 'PluginDeclined',
      code: 'duplicate_order',
      publicMessage: 'You already have an order for this product in progress.',
    });
    expect(failure.message).toContain('order-ahead');
    expect(asked).toHaveLength(1);
    const own = await failureOf(check([], { options: { messageInProgress: 'Wait for it.' } }, ahead).result);
    expect(own).toMatchObject({ publicMessage: 'Wait for it.' });
  });

  it('reserves products in the same order, whatever the order of the items', async () => {
    const products = [{ path: '/b' }, { path: '/a' }, { path: '/b' }];
    const { asked, result } = check([], { order: { ...NEW_ORDER, mode: 'test', orderItems: [{ products }] } });
    await result;
    expect(asked[0]).toBe(`${CRM_ID} test /a,/b`);
  });

  it('declines an order whose account has one, with a message that does not name the account', async () => {
    const failure = await failureOf(check([EARLIER]).result);
    expect(failure).toMatchObject({
      name: 'PluginDeclined',
      code: 'duplicate_subscription',
      publicMessage: 'You already have an active subscription to this product.',
    });
    expect(failure.message).toContain(EARLIER.ref);
    const own = await failureOf(check([EARLIER], { options: { message: 'Already yours.' } }).result);
    expect(own).toMatchObject({ publicMessage: 'Already yours.' });
  });

  it('finds the product by its path, by its code and by its offer', async () => {
    const item = (more: JsonObject): JsonObject => ({ ...NEW_ORDER, orderItems: [more] });
    for (const [order, product] of [
      [item({ products: [{ attributes: { product_code__limio: 'DIG' } }] }), 'DIG'],
      [item({ offer: { data: { products: [{ path: '/products/InOffer' }] } } }), '/products/InOffer'],
      [item({ offer: { path: '/offers2/Bare' } }), '/offers2/Bare'],
    ] as const) {
      expect(await failureOf(check([{ ...EARLIER, product }], { order }).result)).toMatchObject({
        name: 'PluginDeclined',
      });
    }
  });

  it('declines the redemption of a gift by an account that already subscribes', async () => {
    const order = { ...NEW_ORDER, isGift: true, isRedeem: true };
    expect((await failureOf(check([EARLIER], { order }).result)).name).toBe('PluginDeclined');
  });

  it.each([
    ['a gift', { ...NEW_ORDER, isGift: true }],
    ['a renewal', { ...NEW_ORDER, order_type: 'renew' }],
    [
      'an order that only removes items',
      { ...NEW_ORDER, orderItems: [{ orderItemActionType: 'remove', offer: { path: '/a' } }] },
    ],
  ])('reads nothing for %s', async (_what, order) => {
    const { asked, result } = check([EARLIER], { order, results: {} });
    expect((await result).output).toEqual({ checked: false, products: [] });
    expect(asked).toEqual([]);
  });

  it('declines an order for an account that it has just created, if another order found that and is complete', async () => {
    const results = { salesforceV3: { crmId: CRM_ID, matched: false } };
    expect((await failureOf(check([EARLIER], { results }).result)).name).toBe('PluginDeclined');
  });

  it('ignores the order itself and orders with another mode', async () => {
    await expect(check([{ ...EARLIER, orderId: TEST_ORDER_ID }]).result).resolves.toBeDefined();
    await expect(check([{ ...EARLIER, mode: 'test' }]).result).resolves.toBeDefined();
    const order = { ...NEW_ORDER, mode: 'test' };
    expect((await failureOf(check([{ ...EARLIER, mode: 'test' }], { order }).result)).name).toBe('PluginDeclined');
  });

  it('checks only products that block if the options say so', async () => {
    const options = { onlyBlockMultiple: true };
    expect((await check([EARLIER], { options }).result).output.checked).toBe(false);
    const products = [{ path: EARLIER.product, attributes: { block_multiple__limio: true } }];
    const order = { ...NEW_ORDER, orderItems: [{ products }] };
    expect((await failureOf(check([EARLIER], { options, order }).result)).name).toBe('PluginDeclined');
  });

  it('fails when no earlier step found the account, and reads the step that the options name', async () => {
    for (const results of [{}, { salesforceV3: { matched: false } }]) {
      expect(await failureOf(check([], { results }).result)).toMatchObject({
        name: 'PluginFailed',
        code: 'account_unknown',
      });
    }
    const results = { crm: { crmId: CRM_ID, matched: true } };
    await expect(check([], { results, options: { salesforceStep: 'crm' } }).result).resolves.toBeDefined();
  });

  it('rejects unknown options, and keeps personal data out of output and logs', async () => {
    expect(() => duplicateSubscriptionCheck.options.parse({ msg: 'no' })).toThrow(/msg/);
    const { logs, result } = check([]);
    const text = JSON.stringify([await result, logs]);
    for (const value of PERSONAL_VALUES) expect(text).not.toContain(value);
  });
});
