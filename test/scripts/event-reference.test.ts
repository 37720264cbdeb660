import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { orderEventSchema } from '../../core/events/order-event-schema.ts';
import { orderEventsOf } from '../../core/events/order-events.ts';
import { ORDER_EVENT_TYPES } from '../../core/order/order-event-types.ts';
import { eventReference } from '../../scripts/event-reference.ts';
import { FAILED_ORDER } from '../core/webhooks/webhook-samples.ts';

describe('the reference of order events', () => {
  it('is docs/reference/events.md: run npm run reference when this fails', async () => {
    expect(await readFile('docs/reference/events.md', 'utf8')).toBe(eventReference());
  });

  it('has a section for every type, with its description', () => {
    const page = eventReference();
    for (const [type, meaning] of Object.entries(ORDER_EVENT_TYPES)) expect(page).toContain(`## ${type}\n\n${meaning}`);
  });
});

describe('orderEventSchema', () => {
  const events = orderEventsOf(FAILED_ORDER);

  it('accepts every published event of an order', () => {
    expect(events.map(({ type }) => type)).toEqual(['order.submitted', 'order.error', 'order.failed']);
    for (const event of events) expect(orderEventSchema(event.type).safeParse(event).error).toBeUndefined();
  });

  it('accepts an order.resumed with the sequence of its new run, and rejects one without its version', () => {
    const [first] = events;
    const resumed = (sequence: object) => ({ ...first, type: 'order.resumed', data: { reason: 'Repaired', sequence } });
    const schema = orderEventSchema('order.resumed');
    expect(schema.safeParse(resumed({ name: 'default', version: '4c1284ba8b87' })).error).toBeUndefined();
    expect(schema.safeParse(resumed({ name: 'default' })).success).toBe(false);
  });

  it.each([
    ['an event of another type', { type: 'order.completed' }],
    ['an invalid number', { sequence: 0 }],
    ['an unknown field', { customer: 'Ada' }],
    ['data without a required field', { data: { step: 'zuora' } }],
  ])('rejects %s', (_, change) => {
    const failed = events.find(({ type }) => type === 'order.failed');
    expect(orderEventSchema('order.failed').safeParse({ ...failed, ...change }).success).toBe(false);
  });
});
