import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../core/json.ts';
import { billedOrder, effectOf } from '../../../core/order/order-effect.ts';

const CALENDAR = { now: () => new Date('2026-03-02T09:30:00Z') };
const effect = (order: JsonObject, output?: JsonObject) => effectOf(order, billedOrder(output), CALENDAR);

describe('the output of a billing step', () => {
  it('is read without fields that are not what they should be', () => {
    expect(billedOrder({ effectiveDate: 'soon', endsOn: '2027-03-02', status: '', subscriptionNumber: 7 })).toEqual({
      effectiveDate: undefined,
      endsOn: '2027-03-02',
      status: undefined,
      subscriptionNumbers: [],
    });
    expect(billedOrder({ subscriptionNumber: 'A-1', subscriptionNumbers: ['A-1', 'A-2'] })).toMatchObject({
      subscriptionNumbers: ['A-1', 'A-2'],
    });
    expect(billedOrder({ subscriptionNumber: 'A-1' })).toMatchObject({ subscriptionNumbers: ['A-1'] });
  });

  it('is none if the step did not run or was skipped', () => {
    expect(billedOrder(undefined)).toBeUndefined();
    expect(billedOrder({})).toBeUndefined();
  });
});

describe('the effect of a cancellation', () => {
  const cancel = { order_type: 'cancel_subscription', orderDate: '2026-03-01' };
  it.each<[string, JsonObject, JsonObject | undefined, string | undefined]>([
    ['when the billing system ends the subscription', {}, { endsOn: '2027-03-02' }, '2027-03-02'],
    ['as billed, not as chosen', { cancelDate: '2026-04-01' }, { endsOn: '2026-04-02' }, '2026-04-02'],
    ['on the chosen day', { cancelDate: '2026-04-01' }, { orderNumber: 'O-1' }, '2026-04-01'],
    ['on the day of the order without billing', {}, undefined, '2026-03-01'],
    ['never before the billing system says when', {}, { orderNumber: 'O-1', effectiveDate: '2026-03-01' }, undefined],
  ])('comes %s', (_when, order, output, day) => {
    expect(effect({ ...cancel, ...order }, output)).toEqual({ effectiveDate: day, endsOn: day });
  });
});

describe('the effect of another order', () => {
  it.each<[JsonObject, JsonObject | undefined, string]>([
    [{ order_type: 'new', orderDate: '2026-03-01' }, undefined, '2026-03-01'],
    [{ order_type: 'new', orderDate: '2026-03-01' }, { effectiveDate: '2026-03-05' }, '2026-03-05'],
    [{ order_type: 'change_offer', effectiveDate: '2026-05-01' }, {}, '2026-05-01'],
    [{ order_type: 'update_subscription', updates: [{ effective_date: '2026-05-02' }, {}] }, {}, '2026-03-02'],
    [{ order_type: 'update_subscription', updates: [{ effective_date: '2026-05-02' }] }, {}, '2026-05-02'],
  ])('of %j with the output %j comes on %s', (order, output, effectiveDate) => {
    expect(effect(order, output)).toEqual({ effectiveDate, endsOn: undefined });
  });

  it('says when it ends, if the billing step does', () => {
    expect(effect({ order_type: 'new' }, { endsOn: '2027-03-02' })).toMatchObject({ endsOn: '2027-03-02' });
  });
});
