import { describe, expect, it } from 'vitest';
import { createSlots } from '../../../embedded/lambda/slots.ts';

describe('places for invocations', () => {
  it('are given at once while there are any, and then in the order of the requests', async () => {
    const slots = createSlots(2);
    expect(await Promise.all([slots.take(0), slots.take(0)])).toEqual([true, true]);
    const order: string[] = [];
    const first = slots.take(1_000).then(() => order.push('first'));
    const second = slots.take(1_000).then(() => order.push('second'));
    slots.free();
    slots.free();
    await Promise.all([first, second]);
    expect(order).toEqual(['first', 'second']);
  });

  it('are refused after a while, and not lost by it', async () => {
    const slots = createSlots(1);
    await slots.take(0);
    expect(await slots.take(20)).toBe(false);
    slots.free();
    expect(await slots.take(0)).toBe(true);
    expect(await slots.take(20)).toBe(false);
  });
});
