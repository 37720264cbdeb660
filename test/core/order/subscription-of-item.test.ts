import { describe, expect, it } from 'vitest';
import { subscriptionOfItem } from '../../../core/order/subscription-of-item.ts';

const placed = (...items: { id?: string; parentId?: string }[]) => items.map((item, index) => ({ item, index }));
const ITEMS = placed({ id: 'a' }, { id: 'b' }, { id: 'c', parentId: 'a' });

describe('the subscription of an item', () => {
  it.each<[string, string[], [number, string][]]>([
    [
      'that of its position, or of its parent',
      ['S-1', 'S-2'],
      [
        [0, 'S-1'],
        [1, 'S-2'],
        [2, 'S-1'],
      ],
    ],
    [
      'the only one',
      ['S-1'],
      [
        [0, 'S-1'],
        [1, 'S-1'],
        [2, 'S-1'],
      ],
    ],
    ['unknown without numbers', [], []],
    ['unknown if there are more numbers than items', ['S-1', 'S-2', 'S-3'], []],
  ])('is %s', (_what, numbers, expected) => {
    expect([...subscriptionOfItem(ITEMS, numbers)]).toEqual(expected);
  });

  it('is unknown for an item with a parent that is not bought', () => {
    const items = placed({ id: 'a' }, { id: 'b' }, { id: 'c', parentId: 'gone' });
    expect([...subscriptionOfItem(items, ['S-1', 'S-2']).keys()]).toEqual([0, 1]);
  });
});
