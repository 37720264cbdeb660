import { describe, expect, it } from 'vitest';
import { deliveryIdOf, parseDeliveryId } from '../../../core/webhooks/delivery-record.ts';
import {
  MAX_RETRY_AFTER_SECONDS,
  nextAttemptSeconds,
  postponeSeconds,
  RETRY_SECONDS,
} from '../../../core/webhooks/delivery-schedule.ts';

describe('the schedule of a delivery', () => {
  it('has ten attempts, from 5 seconds to a day apart, within little more than three days', () => {
    const delays = Array.from({ length: 9 }, (_, index) => nextAttemptSeconds(index + 1, 1));
    expect(delays).toEqual(RETRY_SECONDS);
    expect([delays[0], delays.at(-1)]).toEqual([5, 86_400]);
    expect(RETRY_SECONDS.reduce((sum, delay) => sum + delay, 0)).toBeLessThan(4 * 86_400);
    expect(nextAttemptSeconds(10, 1)).toBeUndefined();
  });

  it('varies a delay between a second and its full length', () => {
    expect(nextAttemptSeconds(4, 0)).toBe(1);
    expect(nextAttemptSeconds(4, 0.5)).toBe(3600);
  });

  it('waits at least as long as the receiver asks for, but at most a day', () => {
    expect(nextAttemptSeconds(1, 1, 120)).toBe(120);
    expect(nextAttemptSeconds(2, 1, 120)).toBe(300);
    expect(nextAttemptSeconds(1, 1, 10_000_000)).toBe(MAX_RETRY_AFTER_SECONDS);
  });

  it('postpones until the breaker closes, and longer each time, up to an hour', () => {
    expect(postponeSeconds(42.1, 0, 0)).toBe(43);
    expect(postponeSeconds(1, 2, 1)).toBe(240);
    expect(postponeSeconds(1, 40, 1)).toBe(3600);
  });
});

describe('the id of a delivery', () => {
  const key = { orderId: 'order-0d6a1e5c9f2b47d38a1c55e0b9d7f314', sequence: 12, webhook: 'crm-feed-2' };

  it('contains the event and the webhook, and no full stop', () => {
    const id = deliveryIdOf(key);
    expect(id).toBe('order-0d6a1e5c9f2b47d38a1c55e0b9d7f314-12-crm-feed-2');
    expect(parseDeliveryId(id)).toEqual(key);
  });

  it.each([
    '',
    'order-1-1-a',
    `${key.orderId}-0-a`,
    `${key.orderId}-1-`,
    `${key.orderId}-1-1a`,
    `${key.orderId}-1-a.b`,
  ])('is not %j', (id) => {
    expect(parseDeliveryId(id)).toBeUndefined();
  });
});
