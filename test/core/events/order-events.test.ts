import { describe, expect, it } from 'vitest';
import { orderEventsOf } from '../../../core/events/order-events.ts';
import type { StoredEvent } from '../../../core/order/order-record.ts';
import { storedOrder } from '../../lambdas/api/stored-order.ts';

const AT = '2026-11-22T10:00:00.000Z';

const errorOf = (run: number, ...names: string[]): StoredEvent => ({
  type: 'order.error',
  occurredAt: AT,
  run,
  data: { step: names.at(-1) ?? '', pluginErrorOutput: names.map((name) => ({ name, message: `${name} failed` })) },
});

function namesIn(events: readonly StoredEvent[]): unknown[] {
  return orderEventsOf(storedOrder(1, { events })).map(({ data }) =>
    (data.pluginErrorOutput as { name: string }[] | undefined)?.map(({ name }) => name),
  );
}

describe('orderEventsOf', () => {
  it('lists with each error the earlier ones of its run, which the order stores once', () => {
    const other: StoredEvent = { type: 'order.degraded', occurredAt: AT, run: 1, data: { step: 'a' } };
    expect(namesIn([errorOf(1, 'a'), other, errorOf(1, 'b'), errorOf(2, 'a'), errorOf(2, 'c')])).toEqual([
      ['a'],
      undefined,
      ['a', 'b'],
      ['a'],
      ['a', 'c'],
    ]);
  });

  it('lists the same for an order that stored each error with the earlier ones', () => {
    expect(namesIn([errorOf(1, 'a'), errorOf(1, 'a', 'b'), errorOf(1, 'a', 'b', 'c')])).toEqual([
      ['a'],
      ['a', 'b'],
      ['a', 'b', 'c'],
    ]);
  });

  it('does not change the other fields of an error, or events without data', () => {
    const [error, submitted] = orderEventsOf(
      storedOrder(1, { events: [errorOf(1, 'a'), { type: 'order.submitted', occurredAt: AT, run: 1 }] }),
    );
    expect(error).toMatchObject({ sequence: 1, type: 'order.error', data: { step: 'a' } });
    expect(submitted).toMatchObject({ sequence: 2, data: {} });
  });
});
