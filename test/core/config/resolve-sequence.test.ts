import { describe, expect, it } from 'vitest';
import { resolveSequence } from '../../../core/config/resolve-sequence.ts';
import { type TenantConfig, tenantConfigSchema } from '../../../core/config/tenant-config.ts';
import type { JsonObject } from '../../../core/json.ts';
import type { PluginCatalog } from '../../../core/plugin/define-plugin.ts';
import { STEPS, tenantFile, testCatalog } from '../test-catalog.ts';

const { crm, billing, callout } = STEPS;

const config = tenantConfigSchema.parse(
  tenantFile({
    overrides: [
      { name: 'express', match: { processingType: ['express_apple_pay'] }, processOrder: [crm] },
      { name: 'trial', match: { orderType: ['new'], offerType: ['trial', 'sample'] }, exclude: ['billing'] },
      {
        name: 'notify-late',
        match: { offerType: ['gift'] },
        insert: [{ before: 'callout', step: { ...callout, id: 'thanks' } }],
      },
      {
        name: 'ended',
        match: { orderType: ['cancel_subscription', 'refund'] },
        processOrder: [billing],
        postProcessOrder: [],
      },
      {
        name: 'checked',
        match: { orderType: ['renew'] },
        exclude: ['crm'],
        insert: [
          { after: 'billing', step: { ...crm, id: 'after' } },
          { before: 'after', step: { ...crm, id: 'between' } },
        ],
      },
    ],
  }),
);

function items(...types: string[]): JsonObject {
  return { orderItems: types.map((type) => ({ offer: { data: { attributes: { offer_type__limio: type } } } })) };
}

function resolve(order: JsonObject) {
  const { sequence, why } = resolveSequence(config, testCatalog, order);
  return { name: sequence.name, steps: sequence.steps.map(({ id, phase }) => `${phase}:${id}`), why };
}

const whole = ['process:crm', 'process:billing', 'postProcess:callout'];

describe('resolveSequence', () => {
  it('builds the sequences of a config once for each catalog', () => {
    const sequenceWith = (tenant: TenantConfig, catalog: PluginCatalog) =>
      resolveSequence(tenant, catalog, { order_type: 'new' }).sequence;
    const first = sequenceWith(config, testCatalog);
    expect(sequenceWith(config, testCatalog)).toBe(first);
    expect(sequenceWith(config, new Map(testCatalog))).not.toBe(first);
    expect(sequenceWith({ ...config }, testCatalog)).not.toBe(first);
  });

  it.each<[string, JsonObject, string, readonly string[]]>([
    ['no override', { order_type: 'new', ...items('standard') }, 'default', whole],
    [
      'a processing type',
      { order_type: 'new', processing_type: 'express_apple_pay' },
      'express',
      ['process:crm', 'postProcess:callout'],
    ],
    ['an order type', { order_type: 'refund' }, 'ended', ['process:billing']],
    [
      'an order type and an offer type',
      { order_type: 'new', ...items('trial') },
      'trial',
      ['process:crm', 'postProcess:callout'],
    ],
    [
      'the alias of an order type',
      { order_type: 'submitted', ...items('trial') },
      'trial',
      ['process:crm', 'postProcess:callout'],
    ],
    [
      'several items with offer types of one override',
      { order_type: 'new', ...items('trial', 'sample') },
      'trial',
      ['process:crm', 'postProcess:callout'],
    ],
    ['an offer type of another order type', { order_type: 'external', ...items('trial') }, 'default', whole],
    ['items of mixed offer types', { order_type: 'new', ...items('trial', 'standard') }, 'default', whole],
    ['items of the offer types of two overrides', { order_type: 'new', ...items('trial', 'gift') }, 'default', whole],
    ['no items when an offer type is required', { order_type: 'new' }, 'default', whole],
    [
      'the offer of an order without items',
      { order_type: 'change_offer', offer: { data: { attributes: { offer_type__limio: 'gift' } } } },
      'notify-late',
      ['process:crm', 'process:billing', 'postProcess:thanks', 'postProcess:callout'],
    ],
    [
      'two overrides that match: the first wins',
      { order_type: 'refund', ...items('gift') },
      'notify-late',
      ['process:crm', 'process:billing', 'postProcess:thanks', 'postProcess:callout'],
    ],
    [
      'exclusions and insertions',
      { order_type: 'renew' },
      'checked',
      ['process:billing', 'process:between', 'process:after', 'postProcess:callout'],
    ],
  ])('returns the sequence for %s', (_, order, name, steps) => {
    expect(resolve(order)).toMatchObject({ name, steps });
  });

  it('explains every override up to the one that matched', () => {
    expect(resolve({ order_type: 'new', ...items('trial') }).why).toEqual([
      { override: 'express', matched: false, reason: 'The processing type is standard, not express_apple_pay.' },
      {
        override: 'trial',
        matched: true,
        reason: 'All conditions hold: orderType is new, offerType is trial or sample.',
      },
    ]);
  });

  it('explains every override when none matched', () => {
    expect(resolve({ order_type: 'external', ...items('trial', 'standard') }).why).toEqual([
      { override: 'express', matched: false, reason: 'The processing type is standard, not express_apple_pay.' },
      {
        override: 'trial',
        matched: false,
        reason:
          'The order type is external, not new; the items have mixed offer types (trial and standard), but all must be trial or sample.',
      },
      { override: 'notify-late', matched: false, reason: 'The offer type is trial and standard, not gift.' },
      { override: 'ended', matched: false, reason: 'The order type is external, not cancel_subscription or refund.' },
      { override: 'checked', matched: false, reason: 'The order type is external, not renew.' },
    ]);
  });

  it('explains that an order without items has no offer type', () => {
    expect(resolve({ order_type: 'new' }).why[1]?.reason).toBe(
      'The order has no items, so no offer type is trial or sample.',
    );
  });

  it('has nothing to explain without overrides', () => {
    const plain = tenantConfigSchema.parse(tenantFile());
    expect(resolveSequence(plain, testCatalog, { order_type: 'new' })).toMatchObject({
      sequence: { name: 'default' },
      why: [],
    });
  });

  it('returns the facts it used', () => {
    const { facts } = resolveSequence(config, testCatalog, { order_type: 'new', ...items('gift') });
    expect(facts).toEqual({ orderType: 'new', processingType: 'standard', offerTypes: ['gift'] });
  });
});
