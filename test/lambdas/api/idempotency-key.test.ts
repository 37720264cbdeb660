import { describe, expect, it } from 'vitest';
import { isOrderId, orderIdOfKey } from '../../../core/order/order-ids.ts';
import { orderIdFor } from '../../../lambdas/api/idempotency-key.ts';
import { requestFor } from './submit-order/submit-world.ts';

const byHeader = { tenant: 'acme', api: { idempotencyFrom: 'header' } } as const;
const byExternalId = { tenant: 'acme', api: { idempotencyFrom: 'external_id' } } as const;
const withKey = (key: string) => requestFor({}, { 'idempotency-key': key });

describe('orderIdFor', () => {
  it.each(['a', '~!"#', 'x'.repeat(255)])('returns the same id for the same key %s', (key) => {
    expect(orderIdFor(withKey(key), {}, byHeader)).toBe(orderIdOfKey('acme', key));
    expect(orderIdFor(withKey(key), { other: 'body' }, byHeader)).toBe(orderIdOfKey('acme', key));
  });

  it('returns different ids for two tenants with the same key', () => {
    expect(orderIdFor(withKey('k'), {}, byHeader)).not.toBe(orderIdFor(withKey('k'), {}, { ...byHeader, tenant: 'b' }));
  });

  it.each(['', ' ', 'a b', 'ä', 'a\n', 'a\u0000', 'x'.repeat(256)])('rejects the key %j', (key) => {
    expect(() => orderIdFor(withKey(key), {}, byHeader)).toThrow(
      expect.objectContaining({
        type: 'invalid-request',
        extensions: { errors: [{ path: 'header idempotency-key', message: expect.stringContaining('255') }] },
      }),
    );
  });

  it('returns a random id without a key', () => {
    const ids = [1, 2].map(() => orderIdFor(requestFor(), {}, byHeader));
    expect(ids.every(isOrderId)).toBe(true);
    expect(new Set(ids).size).toBe(2);
  });

  it('uses only the external id if the tenant is configured that way', () => {
    const id = orderIdFor(withKey('k'), { external_id: 'CRM-1' }, byExternalId);
    expect(id).toBe(orderIdOfKey('acme', 'CRM-1'));
    expect(orderIdFor(withKey('k'), {}, byExternalId)).not.toBe(orderIdFor(withKey('k'), {}, byExternalId));
    expect(orderIdFor(withKey('k'), { external_id: 'CRM-1' }, byHeader)).toBe(orderIdOfKey('acme', 'k'));
  });
});
