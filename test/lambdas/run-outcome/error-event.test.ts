import { describe, expect, it } from 'vitest';
import { errorEvent } from '../../../lambdas/run-outcome/error-event.ts';
import { storedOrder } from '../api/stored-order.ts';

const eventOf = (message: string) => {
  const order = storedOrder(1, {
    payload: { order_type: 'new', customerDetails: { lastName: 'Zyxlast' }, customFields: { note: 'Mind the dog' } },
  });
  const error = { name: 'PluginFailed', code: 'failed', message, publicMessage: 'Failed.' } as const;
  const event = errorEvent(
    { order, run: 1, step: 'zuora', plugin: 'zuora', error },
    { isCritical: true, occurredAt: '2026-11-28T10:00:00Z' },
  );
  return event.data?.pluginErrorOutput;
};

describe('errorEvent', () => {
  it('masks personal data of the order, e-mail addresses, card numbers and secrets', () => {
    expect(eventOf('ZYXLAST (mind the dog), ada@example.org, 4111 1111 1111 1111, password: hunter2')).toEqual([
      { name: 'zuora', message: '[personal] ([personal]), [redacted], [redacted], password: [redacted]' },
    ]);
  });

  it('keeps what else a plugin says', () => {
    const message = 'Zuora refused to create the order: 53100030 Subscription A-S1 is cancelled.';
    expect(eventOf(message)).toEqual([{ name: 'zuora', message }]);
  });
});
