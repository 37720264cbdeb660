import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../core/json.ts';
import { zuora } from '../../../plugins/zuora/plugin.ts';
import { pluginContext } from '../../helpers/plugin-context.ts';
import { failureOf } from '../failure-of.ts';
import { NEW_ORDER, usePartnerSandbox } from '../partner-sandbox.ts';

const sandbox = usePartnerSandbox();
const options = { ratePlans: { '/offers2/Digital Monthly': 'plan-monthly' } };
const check = (order: JsonObject) => zuora.check?.(order, zuora.options.parse(options)) ?? [];
const withText = (details: string, field: string, text: string): JsonObject => ({
  ...NEW_ORDER,
  [details]: { ...(NEW_ORDER[details] as JsonObject | undefined), [field]: text },
});

describe('a text of an order for Zuora', () => {
  it.each([
    ['customerDetails', 'firstName', 100],
    ['customerDetails', 'companyName', 255],
    ['billingDetails', 'lastName', 100],
    ['billingDetails', 'phone', 40],
    ['billingDetails', 'address1', 255],
    ['billingDetails', 'city', 100],
    ['billingDetails', 'state', 100],
    ['billingDetails', 'postalCode', 20],
  ])(
    'at %s.%s may have %i characters, and more are rejected before anything is sent',
    async (details, field, length) => {
      expect(check(withText(details, field, 'x'.repeat(length)))).toEqual([]);
      const order = withText(details, field, 'x'.repeat(length + 1));
      const message = `Expected at most ${length} characters, the length of the field in Zuora, found ${length + 1}. Send a shorter text.`;
      expect(check(order)).toContainEqual({ path: `${details}.${field}`, code: 'order_invalid', message });
      const { context } = pluginContext(zuora, { order, options, secrets: sandbox.secrets });
      expect(await failureOf(zuora.run(context))).toMatchObject({ name: 'PluginFailed', code: 'order_invalid' });
      expect(await sandbox.requests()).toEqual([]);
    },
  );

  it('of a changed address is checked too', () => {
    const address = { address1: '1 Mill Lane', city: 'x'.repeat(101) };
    const order = { order_type: 'change_address', type: 'billing', forSubscription: { name: 'A-S1' }, address };
    expect(check(order)).toMatchObject([{ path: 'address.city', code: 'order_invalid' }]);
  });
});
