import { expect, it } from 'vitest';
import { optionWarnings } from '../../cli/option-warnings.ts';
import { buildSequences } from '../../core/config/build-sequences.ts';
import { parseTenantConfig } from '../../core/config/check-tenant-config.ts';
import { pluginCatalog } from '../../plugins/registry.ts';

const ACCOUNT = { name: 'salesforceV3', critical: true };
const zuora = (options: object, more: object = {}) => ({ name: 'zuora', critical: true, options, ...more });
const PLANS = { ratePlans: { '/offers/Monthly': 'plan-1' } };

function warningsOf(step: object, overrides: readonly object[] = []): readonly string[] {
  const text = JSON.stringify({ tenant: 'shop', processOrder: [ACCOUNT, step], overrides });
  const config = parseTenantConfig(text, 'shop.json', pluginCatalog());
  return optionWarnings(buildSequences(config, pluginCatalog()), config.overrides, pluginCatalog());
}

it('warns of a step whose options can serve no order of a type, once for all sequences', () => {
  const trial = { name: 'trial', match: { offerType: ['trial'] } };
  for (const options of [{}, { creditChargeId: 'charge-1' }])
    expect(warningsOf(zuora(options), [trial])).toEqual([
      'zuora: refuses every order of type new, since it has no ratePlans or giftCharges or giftChargeId. Fill it in. Sequences: default, trial.',
    ]);
});

it('asks about the order types that an override names', () => {
  const credits = { name: 'credits', match: { orderType: ['credit', 'add_offer'] } };
  expect(warningsOf(zuora(PLANS), [credits])).toEqual([
    'zuora: refuses every order of type credit, since it has no creditCharges or creditChargeId. Fill it in. Sequences: credits.',
  ]);
});

it.each([
  ['one of the options has an entry', zuora(PLANS), []],
  ['another option serves the type', zuora({ giftChargeId: 'charge-1' }), []],
  ['the step may not run for that type', zuora({}, { when: 'order.order_type = "cancel_subscription"' }), []],
  [
    'overrides take all orders of that type',
    zuora({}),
    [{ name: 'sales', match: { orderType: ['submitted'] }, exclude: ['zuora'] }],
  ],
  [
    'the sequence is for types that need none',
    zuora(PLANS),
    [{ name: 'ends', match: { orderType: ['cancel_subscription'] } }],
  ],
])('says nothing if %s', (_, step, overrides) => {
  expect(warningsOf(step, overrides)).toEqual([]);
});
