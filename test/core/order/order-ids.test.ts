import { describe, expect, it } from 'vitest';
import {
  eventIdOf,
  executionNameOf,
  healExecutionNameOf,
  idempotencyKeyOf,
  isOrderId,
  newOrderId,
  orderEventIdOf,
  orderIdOfKey,
  orderReferenceOf,
  processEventIdOf,
  runOfExecutionName,
} from '../../../core/order/order-ids.ts';

const id = 'order-0d6a1e5c9f2b47d38a1c55e0b9d7f314';

describe('order ids', () => {
  it('are random without a key', () => {
    const ids = new Set(Array.from({ length: 100 }, newOrderId));
    expect(ids.size).toBe(100);
    expect([...ids].every(isOrderId)).toBe(true);
  });

  it('are the same only for the same tenant and key', () => {
    expect(orderIdOfKey('acme', 'shop', 'key')).toBe(orderIdOfKey('acme', 'shop', 'key'));
    expect(isOrderId(orderIdOfKey('acme', 'shop', 'key'))).toBe(true);
    const others = [
      orderIdOfKey('acme', 'shop', 'key2'),
      orderIdOfKey('demo', 'shop', 'key'),
      orderIdOfKey('acme', 'app', 'key'),
    ];
    expect(new Set([orderIdOfKey('acme', 'shop', 'key'), ...others]).size).toBe(4);
  });

  it('keep tenant and key apart', () => {
    expect(orderIdOfKey('ab', 'c', 'd')).not.toBe(orderIdOfKey('a', 'bc', 'd'));
    expect(orderIdOfKey('a","b', 'c', 'd')).not.toBe(orderIdOfKey('a', 'b","c', 'd'));
  });

  it.each(['', 'order-', `${id}0`, id.toUpperCase(), id.replace('order', 'event'), `x${id}`, `${id}\n`])(
    'do not have the form %j',
    (text) => {
      expect(isOrderId(text)).toBe(false);
    },
  );
});

describe('names derived from an order id', () => {
  it('have a reference of 12 digits and capital letters, always the same', () => {
    const ids = Array.from({ length: 100 }, newOrderId);
    const references = ids.map(orderReferenceOf);
    expect(references.every((reference) => /^[0-9A-HJ-NP-Z]{12}$/.test(reference))).toBe(true);
    expect(new Set(references).size).toBe(100);
    expect(ids.map(orderReferenceOf)).toEqual(references);
  });

  it('share their hex digits between order, event and the process event of the first run', () => {
    expect(eventIdOf(id)).toBe('event-0d6a1e5c9f2b47d38a1c55e0b9d7f314');
    expect(processEventIdOf(id, 1)).toBe('process_event-0d6a1e5c9f2b47d38a1c55e0b9d7f314');
  });

  it('give each run its own process event', () => {
    const ids = [1, 2, 3, 2].map((run) => processEventIdOf(id, run));
    expect(ids.every((text) => /^process_event-[0-9a-f]{32}$/.test(text))).toBe(true);
    expect(ids[1]).toBe(ids[3]);
    expect(new Set(ids).size).toBe(3);
  });

  it('fit the limits of where they are used', () => {
    expect(orderEventIdOf(id, 3)).toBe(`${id}#3`);
    expect(idempotencyKeyOf(id, 'zuora')).toBe(`${id}#zuora`);
    // Step Functions: the name of an execution has at most 80 characters.
    expect(executionNameOf(id, 1_000_000).length).toBeLessThanOrEqual(80);
    expect(executionNameOf(id, 2)).toBe(`${id}-r2`);
    expect(healExecutionNameOf(id, 1_000, 'x'.repeat(60), 1_000).length).toBeLessThanOrEqual(80);
  });

  it('are the same for the same heal, and differ by run, step and trigger', () => {
    const names = [
      healExecutionNameOf(id, 1, 'zuora'),
      healExecutionNameOf(id, 1, 'zuora', 1),
      healExecutionNameOf(id, 2, 'zuora'),
      healExecutionNameOf(id, 1, 'crm'),
      healExecutionNameOf(id, 1, 'zuora', 2),
    ];
    expect(names[0]).toBe(names[1]);
    expect(new Set(names).size).toBe(4);
    expect(names.every((name) => /^[\w-]+$/.test(name))).toBe(true);
  });

  it('identify the run of an execution, and reject any other name', () => {
    expect(runOfExecutionName(executionNameOf(id, 12))).toEqual({ orderId: id, run: 12 });
    for (const name of [healExecutionNameOf(id, 1, 'zuora'), `${id}-r0`, `${id}-r`, id, `x${id}-r1`, ''])
      expect(runOfExecutionName(name)).toBeUndefined();
  });

  it('give the partner a new key after the step was undone', () => {
    expect(idempotencyKeyOf(id, 'zuora', 1)).toBe(`${id}#zuora`);
    expect(idempotencyKeyOf(id, 'zuora', 2)).toBe(`${id}#zuora#2`);
  });
});
