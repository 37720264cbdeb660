import { describe, expect, it } from 'vitest';
import { externalIdOf } from '../../../core/order/external-id.ts';

describe('externalIdOf', () => {
  it.each(['shop-0815', 'CRM-2026-000917', '0123456789'])('returns %s as it is', (id) => {
    expect(externalIdOf({ external_id: id })).toBe(id);
  });

  it.each([
    ['ada@example.org', '[redacted]'],
    ['shop-ada@example.org-7', '[redacted]'],
    ['order:+44 20 7946 0958', 'order:[redacted]'],
  ])('masks what is personal in %s', (id, shown) => {
    expect(externalIdOf({ external_id: id })).toBe(shown);
  });

  it.each([{}, { external_id: '' }, { external_id: null }])('returns null for none: %j', (payload) => {
    expect(externalIdOf(payload)).toBeNull();
  });
});
