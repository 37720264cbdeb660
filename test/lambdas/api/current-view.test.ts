import { describe, expect, it } from 'vitest';
import type { OrderStatus } from '../../../core/order/order-status.ts';
import { currentView } from '../../../lambdas/api/current-view.ts';
import { storedOrder } from './read-orders/stored-order.ts';

const order = storedOrder(1, { status: 'submitted' });

/** A store whose cheap reads and whose consistent reads give these, one after the other; the last one stays. */
function storeOf(cheap: readonly OrderStatus[], consistent: readonly OrderStatus[]) {
  const next = (statuses: OrderStatus[]) => (statuses.length > 1 ? statuses.shift() : statuses[0]);
  const left = { cheap: [...cheap], consistent: [...consistent] };
  return {
    statusOf: async () => next(left.cheap),
    getWithSteps: async () => ({ order: { ...order, status: next(left.consistent) ?? 'submitted' }, steps: [] }),
  };
}

const quiet = { onError: () => expect.unreachable() };

describe('currentView', () => {
  const inSeconds = (seconds: number) => performance.now() + seconds * 1000;

  it('does not take the end of an earlier run, which a cheap read can still show, for the end', async () => {
    const orders = storeOf(['failed', 'processing', 'complete'], ['submitted', 'complete']);
    expect(await currentView(order, inSeconds(5), { orders, ...quiet })).toMatchObject({ status: 'complete' });
  });

  it('answers what there is when the time is over, and at once when nobody waits', async () => {
    const orders = storeOf(['processing'], ['processing']);
    const started = performance.now();
    expect(await currentView(order, inSeconds(0.1), { orders, ...quiet })).toMatchObject({ status: 'processing' });
    expect(await currentView(order, inSeconds(0), { orders, ...quiet })).toMatchObject({ status: 'processing' });
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  it('answers what was accepted when the order cannot be read back', async () => {
    const troubles: string[] = [];
    const orders = {
      ...storeOf(['complete'], []),
      getWithSteps: async () => {
        throw new Error('no connection');
      },
    };
    const ports = { orders, onError: (message: string) => void troubles.push(message) };
    expect(await currentView(order, inSeconds(0), ports)).toMatchObject({ id: order.id, status: 'submitted' });
    expect(troubles).toEqual(['Order accepted, but not read back for the answer']);
  });
});
