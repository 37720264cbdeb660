import { describe, expect, it } from 'vitest';
import type { OrderRecord, RunStep, StepRecord } from '../../../core/order/order-record.ts';
import { orderSummary, orderView } from '../../../lambdas/api/order-view.ts';

const AT = '2026-03-02T09:30:00.000Z';
const step = (id: string): RunStep => ({ id, name: id, service: 'test', phase: 'process', critical: true });
const run = (number: number, ...steps: readonly string[]) => ({
  number,
  sequence: { name: 'default', version: `v${number}` },
  steps: steps.map(step),
  why: [],
  startedAt: AT,
});

const ORDER: OrderRecord = {
  id: 'order-0d6a1e5c9f2b47d38a1c55e0b9d7f314',
  status: 'processing',
  revision: 1,
  payload: {
    external_id: 'cart-7',
    owner: 'ada',
    subscriptionRef: 'S-1',
    customerDetails: { email: 'ada@example.org' },
  },
  orderType: 'renew',
  mode: 'production',
  degraded: [],
  runs: [run(1, 'crm'), run(2, 'crm', 'billing')],
  events: [],
  fingerprint: 'f',
  createdAt: AT,
  updatedAt: AT,
};

const CRM: StepRecord = {
  stepId: 'crm',
  plugin: 'crm',
  service: 'test',
  status: 'succeeded',
  run: 1,
  leaseUntil: AT,
  attempts: [
    { run: 1, startedAt: AT, outcome: 'transient', durationMs: 30 },
    { run: 1, startedAt: AT, outcome: 'succeeded', durationMs: 12 },
  ],
  output: { subscriptionNumber: 'A-S7' },
};

const NOW = new Date('2027-01-01T00:00:00.000Z');

describe('the view of an order', () => {
  it('shows the steps of the latest run, and those that have not started as pending', () => {
    expect(orderView(ORDER, [CRM])).toMatchObject({
      run: 2,
      sequence: { name: 'default', version: 'v2' },
      steps: [
        { id: 'crm', status: 'succeeded', attempts: 2, startedAt: AT, durationMs: 42 },
        { id: 'billing', status: 'pending', attempts: 0, startedAt: null, durationMs: null },
      ],
    });
  });

  it('takes the subscription number from billing or, failing that, from the order', () => {
    expect(orderView(ORDER, [CRM]).subscriptionReference).toBe('A-S7');
    expect(orderView(ORDER, []).subscriptionReference).toBe('S-1');
    expect(orderView({ ...ORDER, payload: {} }, []).subscriptionReference).toBeNull();
  });

  it('has the same fields in a list as on its own, whatever the order contains', () => {
    for (const payload of [ORDER.payload, {}, { external_id: '' }, { external_id: 7, owner: {} }]) {
      const { erasedAt, owner, queued, steps, subscriptionReference, trace_id, ...rest } = orderView(
        { ...ORDER, payload },
        [CRM],
      );
      const { age_seconds, next_at, ...head } = orderSummary({ ...ORDER, payload }, [], NOW);
      expect(head).toEqual(rest);
      expect(next_at).toBeNull();
      expect(age_seconds).toBeGreaterThan(0);
    }
    expect(orderSummary(ORDER, [], NOW).external_id).toBe('cart-7');
    expect(orderSummary({ ...ORDER, payload: { external_id: '' } }, [], NOW).external_id).toBeNull();
  });

  it('has the trace of its caller, or else the one that its id names', () => {
    const id = '4bf92f3577b34da6a3ce929d0e0e4736';
    expect(orderView({ ...ORDER, trace: { id, flags: '01' } }, []).trace_id).toBe(id);
    expect(`order-${orderView(ORDER, []).trace_id}`).toBe(ORDER.id);
  });

  it('contains no customer data', () => {
    expect(JSON.stringify([orderView(ORDER, [CRM]), orderSummary(ORDER, [], NOW)])).not.toContain('ada@example.org');
  });
});
