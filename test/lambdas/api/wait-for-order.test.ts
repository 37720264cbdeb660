import { describe, expect, it } from 'vitest';
import type { OrderStatus } from '../../../core/order/order-status.ts';
import { viewAfterRun } from '../../../lambdas/api/wait-for-order.ts';
import { storedOrder } from './stored-order.ts';

const order = storedOrder(1, { status: 'submitted' });

/** Returns a store whose cheap and consistent reads return these statuses in turn, then the last one forever. */
function storeOf(cheap: readonly OrderStatus[], consistent: readonly OrderStatus[]) {
  const next = (statuses: OrderStatus[]) => (statuses.length > 1 ? statuses.shift() : statuses[0]);
  const left = { cheap: [...cheap], consistent: [...consistent] };
  return {
    statusOf: async () => next(left.cheap),
    getWithSteps: async () => ({
      order: { ...order, status: next(left.consistent) ?? 'submitted' },
      steps: [],
      payloadReads: [],
      deliveries: [],
    }),
  };
}

const noLanes = { lanes: { places: () => expect.unreachable() } };
const quiet = { ...noLanes, onError: () => expect.unreachable() };

describe('viewAfterRun', () => {
  const inSeconds = (seconds: number) => performance.now() + seconds * 1000;

  it('ignores the end of an earlier run, which an eventually consistent read may still return', async () => {
    const orders = storeOf(['failed', 'processing', 'complete'], ['submitted', 'complete']);
    expect(await viewAfterRun(order, inSeconds(5), {}, { orders, ...quiet })).toMatchObject({ status: 'complete' });
  });

  it('returns the current order at the deadline, and at once without a wait', async () => {
    const orders = storeOf(['processing'], ['processing']);
    const started = performance.now();
    expect(await viewAfterRun(order, inSeconds(0.1), {}, { orders, ...quiet })).toMatchObject({ status: 'processing' });
    expect(await viewAfterRun(order, inSeconds(0), {}, { orders, ...quiet })).toMatchObject({ status: 'processing' });
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  it('does not poll a store that tells when the order is at rest', async () => {
    const waits: number[] = [];
    const orders = {
      ...storeOf([], ['submitted', 'complete']),
      statusOf: () => expect.unreachable(),
      untilAtRest: async (_: string, ms: number) => waits.push(ms) >= 2,
    };
    expect(await viewAfterRun(order, inSeconds(20), {}, { orders, ...quiet })).toMatchObject({ status: 'complete' });
    // The second wait ended with an earlier run at rest; the consistent read sees the new one.
    expect(waits).toHaveLength(3);
    for (const ms of waits) expect(ms).toBeLessThanOrEqual(1_000);
  });

  it('asks such a store until the deadline', async () => {
    const orders = {
      ...storeOf([], ['processing']),
      untilAtRest: (_: string, ms: number) =>
        new Promise<boolean>((resolve) => setTimeout(() => resolve(false), Math.min(ms, 20))),
    };
    expect(await viewAfterRun(order, inSeconds(0.1), {}, { orders, ...quiet })).toMatchObject({ status: 'processing' });
  });

  it('returns the accepted order if it cannot be read', async () => {
    const reported: string[] = [];
    const orders = {
      ...storeOf(['complete'], []),
      getWithSteps: async () => {
        throw new Error('no connection');
      },
    };
    const ports = { ...noLanes, orders, onError: (message: string) => void reported.push(message) };
    expect(await viewAfterRun(order, inSeconds(0), {}, ports)).toMatchObject({ id: order.id, status: 'submitted' });
    expect(reported).toEqual(['The order was accepted, but could not be read for the response']);
  });
});
