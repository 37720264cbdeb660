import { describe, expect, it } from 'vitest';
import { orderEventsOf } from '../../../core/events/order-events.ts';
import { legacyEventName, MAX_BODY_BYTES, webhookBody } from '../../../core/webhooks/webhook-body.ts';
import { webhookBodySchema } from '../../../core/webhooks/webhook-body-schema.ts';
import { FAILED_ORDER } from './webhook-samples.ts';

const [submitted, error, failed] = orderEventsOf(FAILED_ORDER);
if (submitted === undefined || error === undefined || failed === undefined)
  throw new TypeError('Expected three events.');

describe('webhookBody', () => {
  it('contains the event as the API returns it, with the order as received and its current status', () => {
    const { order, timestamp, ...event } = JSON.parse(webhookBody(failed, FAILED_ORDER, 'full'));
    expect(event).toEqual(failed);
    expect(timestamp).toBe(failed.occurredAt);
    expect(order).toMatchObject({ ...FAILED_ORDER.payload, id: FAILED_ORDER.id, status: 'failed', degraded: [] });
    for (const internal of ['runs', 'events', 'fingerprint']) expect(order).not.toHaveProperty(internal);
  });

  it('leaves the order out of a slim webhook', () => {
    const body = webhookBody(submitted, FAILED_ORDER, 'slim');
    expect(JSON.parse(body)).toEqual({ ...submitted, timestamp: submitted.occurredAt });
    expect(webhookBody(error, FAILED_ORDER, 'slim')).not.toContain('ada@example.org');
  });

  it('leaves what plugins said out of a slim webhook, and says where to read it', () => {
    const body = webhookBody(error, FAILED_ORDER, 'slim');
    expect(body).not.toContain('5112');
    expect(JSON.parse(body).pluginErrorOutput).toEqual([
      { name: 'zuora', message: 'See GET /orders/{id}/process-events.' },
    ]);
  });

  it('reports an error in the fields of the error notification', () => {
    const { eventId, processEventId, event, pluginErrorOutput } = JSON.parse(webhookBody(error, FAILED_ORDER, 'full'));
    expect({ eventId, processEventId, event, pluginErrorOutput }).toEqual({
      eventId: FAILED_ORDER.id.replace('order-', 'event-'),
      processEventId: FAILED_ORDER.id.replace('order-', 'process_event-'),
      event: {
        message: 'Order Received',
        type: 'order.new',
        event: { ...FAILED_ORDER.payload, orderState: 'failed', mode: 'test' },
      },
      pluginErrorOutput: [{ name: 'zuora', message: 'Zuora: 5112' }],
    });
  });

  it('omits an order that is too large, and says so', () => {
    const large = { ...FAILED_ORDER, payload: { order_type: 'new', note: 'x'.repeat(MAX_BODY_BYTES) } };
    const body = webhookBody(submitted, large, 'full');
    expect(Buffer.byteLength(body)).toBeLessThan(MAX_BODY_BYTES);
    expect(JSON.parse(body)).toEqual({ ...submitted, timestamp: submitted.occurredAt, orderOmitted: true });
    const { order } = JSON.parse(webhookBody(submitted, { ...large, payload: { note: 'x'.repeat(1000) } }, 'full'));
    expect(order).toHaveProperty('note');
  });

  it.each(['full', 'slim'] as const)('matches the schema of its type, %s', (payload) => {
    for (const event of [submitted, error, failed]) {
      const body: unknown = JSON.parse(webhookBody(event, FAILED_ORDER, payload));
      expect(webhookBodySchema(event.type).safeParse(body).error).toBeUndefined();
      const other = event.type === 'order.failed' ? 'order.error' : 'order.failed';
      expect(webhookBodySchema(other).safeParse(body).success).toBe(false);
    }
  });
});

describe('legacyEventName', () => {
  it.each([
    ['order.submitted', 'new', 'Order Submitted'],
    ['order.submitted', 'refund', 'Order Submitted'],
    ['order.submitted', 'change_address', 'Address Change'],
    ['order.submitted', 'change_payment', 'Payment Method Change'],
    ['order.submitted', 'change_offer', 'Subscription Offer Change'],
    ['order.submitted', 'add_offer', 'Subscription Offer Addition'],
    ['order.submitted', 'cancel_subscription', 'Subscription Cancellation'],
    ['order.submitted', 'update_customer_details', 'Update Customer Details'],
    ['order.submitted', 'update_subscription', 'Update Subscription'],
    ['order.error', 'refund', 'Error'],
    ['order.completed', 'change_address', undefined],
  ] as const)('calls %s of a %s order %s', (type, orderType, name) => {
    expect(legacyEventName({ type, orderType })).toBe(name);
  });
});
