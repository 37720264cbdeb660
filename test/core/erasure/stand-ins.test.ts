import { describe, expect, it } from 'vitest';
import { withStandIns } from '../../../core/erasure/stand-ins.ts';
import newOrder from '../../../examples/new-order.json' with { type: 'json' };

const ORDER = {
  ...newOrder,
  owner: 'ada.byrne@example.org',
  tracking: { ...newOrder.tracking, campaign: 'a campaign for many', note: 'Call Ada Byrne at noon' },
};
const PERSONAL = ['Ada', 'Byrne', 'ada.byrne', '1134960000', 'Mill Lane', 'Leeds', 'LS1 1AA', 'Flat 2'];

describe('withStandIns', () => {
  it('leaves nothing personal', () => {
    const text = JSON.stringify(withStandIns(ORDER, new Set()));
    for (const value of PERSONAL) expect(text).not.toContain(value);
  });

  it('keeps ids, amounts, dates, types, payments and what is sold', () => {
    const { external_id, orderDate, orderItems, order_type, payment, total, country } = newOrder;
    expect(withStandIns(ORDER, new Set())).toMatchObject({
      ...{ external_id, orderDate, orderItems, order_type, payment, total, country },
      billingDetails: { country: 'GB' },
    });
  });

  it('has stand-ins of the same kind, equal for equal values', () => {
    const { billingDetails, customerDetails, owner } = withStandIns(ORDER, new Set()) as unknown as typeof ORDER;
    expect(customerDetails.email).toMatch(/^person\d+@example\.invalid$/);
    expect(owner).toBe(customerDetails.email);
    expect(customerDetails.phone).toMatch(/^\+\d{12}$/);
    expect(billingDetails.firstName).toBe(customerDetails.firstName);
    expect(billingDetails.lastName).not.toBe(customerDetails.firstName);
  });

  it('keeps fields that expressions read, unless they are about a person', () => {
    const keeps = new Set(['campaign', 'note', 'firstName', 'owner']);
    expect(withStandIns(ORDER, new Set()).tracking).not.toHaveProperty('campaign', 'a campaign for many');
    const kept = withStandIns(ORDER, keeps);
    expect(kept.tracking).toHaveProperty('campaign', 'a campaign for many');
    for (const value of PERSONAL) expect(JSON.stringify(kept)).not.toContain(value);
  });
});
