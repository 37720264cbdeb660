import { describe, expect, it } from 'vitest';
import { erasureRefusal } from '../../../core/erasure/erasure-refusal.ts';
import type { OrderRecord, StepRecord } from '../../../core/order/order-record.ts';
import type { StepStatus } from '../../../core/order/step-status.ts';
import type { DeliveryRecord } from '../../../core/webhooks/delivery-record.ts';
import { storedOrder } from '../../lambdas/api/stored-order.ts';

const NOW = new Date('2027-01-01T12:00:00.000Z');
const RUN_STEP = { id: 'zuora', name: 'zuora', service: 'zuora', phase: 'process', critical: true } as const;

function orderIn(status: OrderRecord['status'], more: Partial<OrderRecord> = {}): OrderRecord {
  const order = storedOrder(1, { status, ...more });
  return { ...order, runs: order.runs.map((run) => ({ ...run, steps: [RUN_STEP] })) };
}

const step = (status: StepStatus, leaseUntil = '2027-01-01T11:00:00.000Z'): StepRecord => ({
  stepId: 'zuora',
  plugin: 'zuora',
  service: 'zuora',
  status,
  run: 1,
  leaseUntil,
  attempts: [],
});

const codeOf = (
  order: OrderRecord,
  steps: readonly StepRecord[] = [],
  more: { undoes?: boolean; sending?: boolean } = {},
) => {
  const delivery = { status: 'sending', webhook: 'crm', ownedUntil: '2027-01-01T12:00:10.000Z' } as DeliveryRecord;
  const options = { now: NOW, undoes: more.undoes ?? false };
  return erasureRefusal(order, steps, more.sending ? [delivery] : [], options)?.code;
};

describe('an order', () => {
  it('is erased once everything about it has ended', () => {
    expect(codeOf(orderIn('complete'), [step('succeeded')])).toBeUndefined();
    expect(codeOf(orderIn('failed'), [step('declined')])).toBeUndefined();
    expect(codeOf(orderIn('cancelled'), [step('waiting')])).toBeUndefined();
  });

  it('is refused while somebody or something needs it', () => {
    expect(codeOf(orderIn('submitted'))).toBe('under-way');
    expect(codeOf(orderIn('processing'))).toBe('under-way');
    expect(codeOf(orderIn('held'))).toBe('held');
    expect(codeOf(orderIn('complete', { degraded: ['zuora'] }))).toBe('degraded');
    expect(codeOf(orderIn('complete'), [])).toBe('under-way');
    expect(codeOf(orderIn('complete'), [step('waiting')])).toBe('under-way');
    expect(codeOf(orderIn('failed'), [step('undoing', '2027-01-01T12:00:30.000Z')])).toBe('under-way');
    expect(codeOf(orderIn('complete'), [step('succeeded')], { sending: true })).toBe('delivery');
  });

  it('that was cancelled waits for its undo, if the tenant undoes', () => {
    const order = orderIn('cancelled', { updatedAt: '2027-01-01T11:00:00.000Z' });
    expect(codeOf(order, [], { undoes: true })).toBe('undo');
    expect(codeOf({ ...order, updatedAt: '2027-01-01T09:00:00.000Z' }, [], { undoes: true })).toBeUndefined();
    expect(codeOf(order)).toBeUndefined();
  });
});
