import { describe, expect, it } from 'vitest';
import { formerOrderIdOfKey, isOrderId, orderIdOfKey } from '../../../core/order/order-ids.ts';
import { orderIdFor } from '../../../lambdas/api/idempotency-key.ts';
import { requestFor } from './submit-order/submit-world.ts';

const byHeader = { tenant: 'acme', api: { idempotencyFrom: 'header', requireIdempotencyKey: false } } as const;
const byExternalId = { tenant: 'acme', api: { idempotencyFrom: 'external_id', requireIdempotencyKey: false } } as const;
const withKey = (key: string, client = 'shop') => ({ ...requestFor({}, { 'idempotency-key': key }), client });
const idOf = (...parameters: Parameters<typeof orderIdFor>) => orderIdFor(...parameters).id;

describe('orderIdFor', () => {
  it.each(['a', '~!"#', 'x'.repeat(255)])('returns the same id for the same key %s', (key) => {
    expect(idOf(withKey(key), {}, byHeader)).toBe(orderIdOfKey('acme', 'shop', key));
    expect(idOf(withKey(key), { other: 'body' }, byHeader)).toBe(orderIdOfKey('acme', 'shop', key));
  });

  it('returns different ids for two tenants with the same key', () => {
    expect(idOf(withKey('k'), {}, byHeader)).not.toBe(idOf(withKey('k'), {}, { ...byHeader, tenant: 'b' }));
  });

  it('returns different ids for two clients with the same key', () => {
    for (const tenant of [byHeader, byExternalId]) {
      const order = { external_id: 'CRM-1' };
      expect(idOf(withKey('k'), order, tenant)).not.toBe(idOf(withKey('k', 'app'), order, tenant));
    }
  });

  it('also returns the id that version 0.2 made for the key, whoever sends it', () => {
    const former = orderIdFor(withKey('k'), {}, byHeader).formerId;
    expect(former).toBe(formerOrderIdOfKey('acme', 'k'));
    expect(orderIdFor(withKey('k', 'app'), {}, byHeader).formerId).toBe(former);
    expect(orderIdFor(requestFor(), {}, byHeader)).not.toHaveProperty('formerId');
  });

  it.each(['', ' ', 'a b', 'ä', 'a\n', 'a\u0000', 'x'.repeat(256)])('rejects the key %j', (key) => {
    expect(() => idOf(withKey(key), {}, byHeader)).toThrow(
      expect.objectContaining({
        type: 'invalid-request',
        extensions: { errors: [{ path: 'header idempotency-key', message: expect.stringContaining('255') }] },
      }),
    );
  });

  it('returns a random id without a key', () => {
    const ids = [1, 2].map(() => idOf(requestFor(), {}, byHeader));
    expect(ids.every(isOrderId)).toBe(true);
    expect(new Set(ids).size).toBe(2);
  });

  it('uses only the external id if the tenant is configured that way', () => {
    const id = idOf(withKey('k'), { external_id: 'CRM-1' }, byExternalId);
    expect(id).toBe(orderIdOfKey('acme', 'shop', 'CRM-1'));
    expect(idOf(withKey('k'), {}, byExternalId)).not.toBe(idOf(withKey('k'), {}, byExternalId));
    expect(idOf(withKey('k'), { external_id: 'CRM-1' }, byHeader)).toBe(orderIdOfKey('acme', 'shop', 'k'));
  });

  it.each([
    [byHeader, 'header idempotency-key'],
    [byExternalId, 'external_id'],
  ] as const)('rejects an order without a key if the tenant requires one: %#', (tenant, path) => {
    const requiring = { ...tenant, api: { ...tenant.api, requireIdempotencyKey: true } };
    expect(() => orderIdFor(requestFor(), {}, requiring)).toThrow(
      expect.objectContaining({
        type: 'invalid-request',
        extensions: { errors: [{ path, message: expect.stringContaining('requires') }] },
      }),
    );
    expect(idOf(withKey('k'), { external_id: 'k' }, requiring)).toBe(orderIdOfKey('acme', 'shop', 'k'));
  });
});
