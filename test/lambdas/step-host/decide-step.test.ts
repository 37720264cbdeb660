import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../core/json.ts';
import { orderReferenceOf } from '../../../core/order/order-ids.ts';
import { decideStep, orderForPlugin } from '../../../lambdas/step-host/decide-step.ts';
import { SMALL_ORDER } from '../../helpers/order-world.ts';

const decide = (step: { when?: string; select?: string }) => decideStep({ step, results: {} }, SMALL_ORDER);

describe('decideStep', () => {
  it.each([
    ['false', 'false'],
    ['order.nothing', 'null'],
    ['1', 'a number'],
    ['"true"', 'a text'],
    ['order', 'an object'],
    ['order.orderItems.offer.path ~> $append(["b"])', 'a list'],
    ['order.customerDetails.email', 'a text'],
    ['$substringBefore(order.customerDetails.email, "@")', 'a text'],
  ])(
    'passes a step over when %s does not give true, and says what it gave, without personal data',
    async (when, gave) => {
      expect(await decide({ when })).toEqual({ run: false, reason: `when: ${when} gave ${gave}` });
    },
  );

  it('keeps a long answer short', async () => {
    const decision = await decide({ when: '$pad("x", 500, "x")' });
    expect(decision).toMatchObject({ run: false });
    expect('reason' in decision && decision.reason.length).toBeLessThan(100);
  });

  it.each(['true', "order.country = 'GB'", 'facts.orderType = "new"'])('runs a step when %s', async (when) => {
    expect(await decide({ when })).toEqual({ run: true, order: SMALL_ORDER });
  });

  it.each(['order.nothing', '[]', '"text"', 'null'])(
    'passes a step over for which %s selects nothing',
    async (select) => {
      expect(await decide({ select })).toEqual({ run: false, reason: `select: ${select} gave nothing` });
    },
  );

  it('does not evaluate the selection of a step that is skipped', async () => {
    expect(await decide({ when: 'false', select: '$error("never")' })).toMatchObject({ run: false });
    await expect(decide({ select: '$error("never")' })).rejects.toMatchObject({ name: 'ExpressionInvalid' });
  });
});

const ID = 'order-0d6a1e5c9f2b47d38a1c55e0b9d7f314';
const ACCEPTED = '2026-03-02T09:30:00.000Z';

describe('orderForPlugin', () => {
  it('returns the order as received, with its id and reference', () => {
    expect(orderForPlugin({ id: ID, createdAt: ACCEPTED, payload: { order_type: 'new', country: 'GB' } })).toEqual({
      id: ID,
      order_reference: orderReferenceOf(ID),
      order_type: 'new',
      country: 'GB',
      orderDate: ACCEPTED,
    });
  });

  it('keeps the date of the order, and takes its acceptance for a missing one', () => {
    const dateOf = (payload: JsonObject) => orderForPlugin({ id: ID, createdAt: ACCEPTED, payload }).orderDate;
    expect(dateOf({ orderDate: '2026-03-01' })).toBe('2026-03-01');
    expect(dateOf({ orderDate: null })).toBe(ACCEPTED);
    expect(dateOf({})).toBe(ACCEPTED);
  });

  it('keeps the reference of a channel, but not its id', () => {
    const payload = { id: 'basket-7', order_reference: 'SHOP-00000001' };
    expect(orderForPlugin({ id: ID, createdAt: ACCEPTED, payload })).toEqual({
      id: ID,
      order_reference: 'SHOP-00000001',
      orderDate: ACCEPTED,
    });
  });
});
