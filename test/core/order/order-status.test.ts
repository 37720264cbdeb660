import { describe, expect, it } from 'vitest';
import {
  INITIAL_STATUS,
  isAtRest,
  ORDER_STATUSES,
  ORDER_TRANSITIONS,
  type OrderStatus,
  statusesBefore,
} from '../../../core/order/order-status.ts';

function reachableFrom(status: OrderStatus, seen: ReadonlySet<OrderStatus> = new Set()): ReadonlySet<OrderStatus> {
  if (seen.has(status)) return seen;
  return ORDER_TRANSITIONS[status].reduce<ReadonlySet<OrderStatus>>(
    (reached, next) => reachableFrom(next, reached),
    new Set([...seen, status]),
  );
}

describe('the states of an order', () => {
  it('can all be reached from the first one', () => {
    expect([...reachableFrom(INITIAL_STATUS)].toSorted()).toEqual([...ORDER_STATUSES].toSorted());
  });

  it('have transitions each, to known states, never to themselves, and back to the first only to begin a new run', () => {
    expect(Object.keys(ORDER_TRANSITIONS).toSorted()).toEqual([...ORDER_STATUSES].toSorted());
    for (const [from, targets] of Object.entries(ORDER_TRANSITIONS)) {
      expect(ORDER_STATUSES).toEqual(expect.arrayContaining([...targets]));
      expect(targets).not.toContain(from);
      expect(targets.includes(INITIAL_STATUS), from).toBe(from === 'failed' || from === 'held');
    }
  });

  it('end in complete and cancelled alone', () => {
    expect(ORDER_STATUSES.filter((status) => ORDER_TRANSITIONS[status].length === 0)).toEqual([
      'complete',
      'cancelled',
    ]);
  });

  it('all lead to an end', () => {
    for (const status of ORDER_STATUSES) {
      const ends = [...reachableFrom(status)].filter((reached) => ORDER_TRANSITIONS[reached].length === 0);
      expect(ends, status).not.toEqual([]);
    }
  });

  it.each<[OrderStatus, readonly OrderStatus[]]>([
    ['submitted', ['failed', 'held']],
    ['processing', ['submitted']],
    ['complete', ['submitted', 'processing']],
    ['failed', ['submitted', 'processing']],
    ['held', ['submitted', 'processing']],
    ['cancelled', ['submitted', 'processing', 'failed', 'held']],
  ])('let %s follow only where the table says', (status, before) => {
    expect(statusesBefore(status)).toEqual(before);
  });

  it('are settled once no run is at work', () => {
    expect(ORDER_STATUSES.filter(isAtRest)).toEqual(['complete', 'failed', 'held', 'cancelled']);
  });
});
