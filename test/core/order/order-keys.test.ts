import { describe, expect, it } from 'vitest';
import { newOrderId } from '../../../core/order/order-ids.ts';
import {
  dayShardOf,
  INDEX_SHARDS,
  isStepKey,
  orderKey,
  shardsOf,
  statusShardOf,
  stepKey,
  unpublishedShardOf,
} from '../../../core/order/order-keys.ts';

describe('order keys', () => {
  it('distinguish the order from its steps', () => {
    expect(orderKey('order-1')).toEqual({ pk: 'order-1', sk: 'order' });
    expect(stepKey('order-1', 'zuora')).toEqual({ pk: 'order-1', sk: 'step#zuora' });
    expect(isStepKey(stepKey('order-1', 'order').sk)).toBe(true);
    expect(isStepKey(orderKey('order-1').sk)).toBe(false);
  });

  it('keep an order in one shard of an index, among those that are read', () => {
    const id = newOrderId();
    expect(statusShardOf('failed', id)).toBe(statusShardOf('failed', id));
    expect(shardsOf('failed')).toContain(statusShardOf('failed', id));
    expect(shardsOf('2026-11-22')).toContain(dayShardOf('2026-11-22', id));
    expect(shardsOf('unpublished')).toContain(unpublishedShardOf(id));
  });

  it('spread orders over all shards evenly', () => {
    // 256 ids that end in every possible byte must fill every shard.
    const ids = Array.from({ length: 256 }, (_, byte) => `order-${byte.toString(16).padStart(32, '0')}`);
    const counts = shardsOf('held').map((shard) => ids.filter((id) => statusShardOf('held', id) === shard).length);
    expect(counts).toEqual(Array.from({ length: INDEX_SHARDS }, () => 256 / INDEX_SHARDS));
  });
});
