import { describe, expect, it } from 'vitest';
import { attentionAttributes } from '../../../core/order/attention.ts';
import type { OrderRecord, Parking } from '../../../core/order/order-record.ts';
import { situationOf, situationSince } from '../../../core/order/situation.ts';
import { storedOrder } from '../../lambdas/api/stored-order.ts';

const parked: Parking = {
  step: 'zuora',
  mode: 'run',
  connection: 'zuora-api',
  code: 'unavailable',
  reason: 'Try later.',
  since: '2026-11-22T10:10:00.000Z',
  until: '2026-11-22T14:10:00.000Z',
  times: 1,
  taskToken: 'secret-token',
};
const failure = { step: 'zuora', code: 'c1', message: 'Dear Ada, no.' };
const failed = (outcome?: 'declined' | 'transient' | 'failed') =>
  ({ status: 'failed', failure: { ...failure, ...(outcome !== undefined && { outcome }) } }) as const;

describe('the situation of an order', () => {
  it.each<[string, Partial<OrderRecord>]>([
    ['Its run is about to start.', { status: 'submitted' }],
    ['Waits for another order of its subscription.', { status: 'submitted', queued: { since: parked.since } }],
    ['In progress.', { status: 'processing' }],
    ['In progress without mail.', { status: 'processing', degraded: ['mail'] }],
    ['Waits at step zuora for zuora-api, which is unavailable, and continues by itself.', { parked }],
    [
      'Waits at step zuora: zuora-api asked for a pause. It continues by itself.',
      { parked: { ...parked, notBefore: parked.until } },
    ],
    ['Complete.', { status: 'complete' }],
    ['Complete without mail, crm. Retry, complete or skip what is missing.', { degraded: ['mail', 'crm'] }],
    ['Cancelled.', { status: 'cancelled' }],
    ['The partner declined at step zuora (c1). Resume the order with a patch, or cancel it.', failed('declined')],
    ['The partner was unavailable at step zuora (c1). Resume the order once the partner answers.', failed('transient')],
    ['It failed at step zuora (c1). Mend the cause, then resume the order.', failed('failed')],
    ['It failed at step zuora (c1). Mend the cause, then resume the order.', failed()],
    ['It failed at an unknown step. Mend the cause, then resume the order.', { status: 'failed' }],
    [
      'Nobody knows whether the step had its effect: step zuora (c1). Ask the partner, then complete, skip or retry it.',
      { status: 'held', failure },
    ],
  ])('%s', (sentence, changes) => {
    expect(situationOf(storedOrder(1, changes))).toBe(sentence);
  });

  it('is dated', () => {
    const [run] = storedOrder(1).runs;
    if (run === undefined) throw new TypeError('Expected a run.');
    const finishedAt = '2026-11-22T10:30:00.000Z';
    const since = (changes: Partial<OrderRecord>) => {
      const order = storedOrder(1, changes);
      return situationSince({ ...order, ...attentionAttributes(order) });
    };
    expect(since({ parked })).toBe(parked.since);
    expect(since({ status: 'submitted', queued: { since: parked.since } })).toBe(parked.since);
    expect(since({ status: 'processing' })).toBe(run.startedAt);
    expect(since({ runs: [{ ...run, finishedAt }] })).toBe(finishedAt);
    expect(since({ ...failed(), runs: [{ ...run, finishedAt }] })).toBe(finishedAt);
    const event = { type: 'order.degraded', occurredAt: parked.until, run: 1, data: { step: 'mail' } } as const;
    expect(since({ degraded: ['mail'], events: [event], runs: [{ ...run, finishedAt }] })).toBe(parked.until);
  });
});
