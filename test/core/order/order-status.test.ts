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
  it('can all be reached from the initial one', () => {
    expect([...reachableFrom(INITIAL_STATUS)].toSorted()).toEqual([...ORDER_STATUSES].toSorted());
  });

  it('lead to known states, never to themselves, and back to the initial one only for a new run', () => {
    expect(Object.keys(ORDER_TRANSITIONS).toSorted()).toEqual([...ORDER_STATUSES].toSorted());
    for (const [from, targets] of Object.entries(ORDER_TRANSITIONS)) {
      expect(ORDER_STATUSES).toEqual(expect.arrayContaining([...targets]));
      expect(targets).not.toContain(from);
      expect(targets.includes(INITIAL_STATUS), from).toBe(from === 'failed' || from === 'held');
    }
  });

  it('are final only if complete or cancelled', () => {
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
  ])('allow %s only after the states in the table', (status, before) => {
    expect(statusesBefore(status)).toEqual(before);
  });

  it('are at rest if no run is active', () => {
    expect(ORDER_STATUSES.filter(isAtRest)).toEqual(['complete', 'failed', 'held', 'cancelled']);
  });
});
