import { describe, expect, it } from 'vitest';
import { holdsPlace, orderOfPlace, placeOf, subscriptionsChangedBy } from '../../../core/order/order-lanes.ts';
import type { OrderAction, RunRecord } from '../../../core/order/order-record.ts';
import type { OrderStatus } from '../../../core/order/order-status.ts';

const RECORD_ID = `sub-${'1'.repeat(32)}`;

describe('the subscriptions that an order changes', () => {
  it.each<[string, Parameters<typeof subscriptionsChangedBy>[0], readonly string[]]>([
    ['a new order changes none', { order_type: 'new' }, []],
    ['nor the one whose number it chooses', { order_type: 'new', sub_reference: 'A-S1' }, []],
    ['one number', { subscriptionRef: 'A-S1' }, ['A-S1']],
    ['the same number twice', { subscriptionRef: 'A-S1', forSubscription: { name: 'A-S1' } }, ['A-S1']],
    ['two numbers', { subscriptionRef: 'B', forSubscription: { name: 'A' } }, ['A', 'B']],
    [
      'numbers before ids',
      { forSubscription: { id: RECORD_ID, name: 'z', ref: 'order-1/item-1' } },
      ['z', RECORD_ID, 'order-1/item-1'],
    ],
    ['only an id', { subscriptionId: RECORD_ID }, [RECORD_ID]],
    ['a field that is no text', { subscriptionRef: { number: 'A-S1' } }, []],
  ])('%s', (_, order, expected) => {
    expect(subscriptionsChangedBy(order)).toEqual(expected);
  });
});

const run = (number: number, outcome?: OrderStatus): RunRecord => ({
  number,
  sequence: { name: 'default', version: '1' },
  steps: [],
  why: [],
  startedAt: '2026-03-02T09:30:00.000Z',
  ...(outcome !== undefined && { outcome }),
});
const yielded = (number: number): OrderAction => ({ action: 'yield', run: number, by: 'ada', at: '', reason: '' });
const order = (
  status: OrderStatus,
  outcomes: readonly (OrderStatus | undefined)[],
  operations: OrderAction[] = [],
) => ({
  id: 'order-1',
  status,
  runs: outcomes.map((outcome, index) => run(index + 1, outcome)),
  operations,
});

describe('the place of an order', () => {
  it('is taken with its first run, and kept by runs that follow a held one', () => {
    expect(placeOf(order('processing', [undefined]), 1)).toBe('order-1#1');
    expect(placeOf(order('processing', ['held', 'held', undefined]), 3)).toBe('order-1#1');
    expect(orderOfPlace('order-1#12')).toBe('order-1');
  });

  it('is taken again after a failure, and after the order yielded', () => {
    expect(placeOf(order('processing', ['failed', undefined]), 2)).toBe('order-1#2');
    expect(placeOf(order('processing', ['failed', 'held', undefined]), 3)).toBe('order-1#2');
    expect(placeOf(order('processing', ['held', undefined], [yielded(1)]), 2)).toBe('order-1#2');
  });

  it.each<[OrderStatus, boolean]>([
    ['submitted', true],
    ['processing', true],
    ['held', true],
    ['failed', false],
    ['cancelled', false],
    ['complete', false],
  ])('%s: kept %s', (status, kept) => {
    expect(holdsPlace(order(status, [undefined]), 'order-1#1')).toBe(kept);
    expect(holdsPlace(order(status, [undefined], [yielded(1)]), 'order-1#1')).toBe(false);
    expect(holdsPlace(order(status, ['failed', undefined]), 'order-1#1')).toBe(false);
  });
});
