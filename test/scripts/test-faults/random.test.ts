import { describe, expect, it } from 'vitest';
import { checkTenantConfig } from '../../../core/config/check-tenant-config.ts';
import { ORDER_TYPES } from '../../../core/order/order-types.ts';
import { parseOrder } from '../../../core/order/parse-order.ts';
import { pluginCatalog } from '../../../plugins/registry.ts';
import { faultRequestSchema } from '../../../sandbox/faults/fault.ts';
import { campaignTenant } from '../../../scripts/test-faults/campaign-tenant.ts';
import { readOptions } from '../../../scripts/test-faults/options.ts';
import { randomFault } from '../../../scripts/test-faults/random-faults.ts';
import { followUpOrder, isFollowUp, randomOrder } from '../../../scripts/test-faults/random-order.ts';
import { STEP_EFFECTS } from '../../../scripts/test-faults/step-effects.ts';

const INDEXES = Array.from({ length: 500 }, (_, index) => index);

describe('the orders and faults of a campaign', () => {
  it('are the same for the same seed, and different for another', () => {
    const orders = (seed: number) => INDEXES.map((index) => randomOrder(seed, index));
    const faults = (seed: number) => INDEXES.map((index) => randomFault(seed, index));
    expect(orders(7)).toEqual(orders(7));
    expect(faults(7)).toEqual(faults(7));
    expect(faults(7)).not.toEqual(faults(8));
  });

  it('have valid orders for every sequence, each of a different customer', () => {
    const orders = INDEXES.map((index) => randomOrder(7, index).order);
    for (const order of orders) expect(parseOrder(order)).toMatchObject({ ok: true });
    const text = JSON.stringify(orders);
    for (const part of ['"express"', '"trial"', '"standard"']) expect(text).toContain(part);
    expect(new Set(INDEXES.map((index) => randomOrder(7, index).key)).size).toBe(INDEXES.length);
  });

  it('have valid follow-ups of every type that the audit knows', () => {
    const subscription = {
      reference: 'A-S1',
      owner: 'user-1',
      email: 'customer@example.org',
      currency: 'GBP',
      startedOn: '2026-03-02',
    } as const;
    const numbers = INDEXES.filter((index) => isFollowUp(7, index));
    expect(numbers.length).toBeGreaterThan(100);
    const orders = numbers.map((index) => followUpOrder(7, index, subscription).order);
    for (const order of orders) expect(parseOrder(order)).toMatchObject({ ok: true });
    const types = new Set(orders.map(({ order_type }) => order_type));
    const known = ORDER_TYPES.filter((type) => STEP_EFFECTS[type] !== undefined);
    expect([...types, 'new'].toSorted()).toEqual(known.toSorted());
    const again = numbers.map((index) => followUpOrder(7, index, subscription).order);
    expect(again).toEqual(orders);
  });

  it('have every fault at every partner, as the sandbox accepts them', () => {
    const faults = INDEXES.flatMap((index) => randomFault(7, index) ?? []).map((fault) =>
      faultRequestSchema.parse(fault),
    );
    expect(new Set(faults.map(({ fault }) => fault)).size).toBe(13);
    expect(new Set(faults.map(({ partner }) => partner)).size).toBe(3);
  });

  it('call both kinds of versions of Zuora, unless they name one', () => {
    const versions = (given?: string) =>
      JSON.stringify(campaignTenant('stop', 'http://127.0.0.1:3100', given)).match(/"apiVersion":"[^"]+"/g);
    expect(versions()).toEqual(['"apiVersion":"2025-08-12"', '"apiVersion":"341.0"']);
    expect(versions('224.0')).toEqual(['"apiVersion":"224.0"', '"apiVersion":"224.0"']);
  });

  it.each(['stop', 'compensate'] as const)('have a valid tenant for the policy %s', (policy) => {
    expect(
      checkTenantConfig(campaignTenant(policy, 'http://127.0.0.1:3100', undefined), pluginCatalog()).problems,
    ).toEqual([]);
  });
});

describe('the command line of a campaign', () => {
  it('has a default for each option', () => {
    expect(readOptions([], 0.5)).toEqual({ orders: 10_000, seed: 500_000, kills: 40 });
    expect(readOptions(['--orders', '60', '--seed', '0', '--kills', '0'], 0.5)).toEqual({
      orders: 60,
      seed: 0,
      kills: 0,
    });
  });

  it.each([['--orders', '1'], ['--orders', 'many'], ['--kills', '-1'], ['--sed', '7'], ['7']])(
    'rejects %s %s',
    (...args) => {
      expect(() => readOptions(args, 0.5)).toThrow();
    },
  );
});
