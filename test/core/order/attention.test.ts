import { describe, expect, it } from 'vitest';
import { attentionAttributes, attentionOf, needsPerson, readAttention } from '../../../core/order/attention.ts';
import type { OrderRecord } from '../../../core/order/order-record.ts';
import { storedOrder } from '../../lambdas/api/stored-order.ts';

const AT = '2026-11-22T11:00:00.000Z';
const failure = { step: 'zuora', code: 'card_declined', message: 'No.' };
const degradedBy = (step: string, code: string, occurredAt: string) =>
  ({ type: 'order.degraded', occurredAt, run: 1, data: { step, code } }) as const;
const events = [degradedBy('mail', 'bounced', AT), degradedBy('crm', 'locked', '2026-11-22T11:05:00.000Z')];

describe('what an order needs a person for', () => {
  it.each<[Partial<OrderRecord>, object | undefined]>([
    [
      { status: 'failed', failure, updatedAt: AT },
      { kind: 'failed', step: 'zuora', code: 'card_declined', since: AT },
    ],
    [
      { status: 'held', failure, updatedAt: AT },
      { kind: 'held', step: 'zuora', code: 'card_declined', since: AT },
    ],
    [
      { degraded: ['mail'], events },
      { kind: 'degraded', step: 'mail', code: 'bounced', since: AT },
    ],
    [
      { degraded: ['mail', 'crm'], events },
      { kind: 'degraded', step: 'crm', code: 'locked' },
    ],
    [
      { status: 'processing', degraded: ['mail'], events },
      { kind: 'degraded', step: 'mail' },
    ],
    [
      { degraded: ['mail'], updatedAt: AT },
      { kind: 'degraded', step: 'mail', code: '', since: AT },
    ],
    [{ status: 'cancelled', failure, degraded: ['mail'] }, undefined],
    [{ status: 'failed', failure, erased: { erasure: 'e', at: AT } }, undefined],
    [{ status: 'failed', failure, erasing: 'e' }, undefined],
    [{ status: 'complete' }, undefined],
    [{ status: 'submitted' }, undefined],
  ])('%j', (changes, expected) => {
    const order = storedOrder(1, changes);
    expect(needsPerson(order)).toBe(expected !== undefined);
    if (expected === undefined) expect(attentionOf(order)).toBeUndefined();
    else expect(attentionOf(order)).toMatchObject({ orderType: 'new', ...expected });
  });

  it('is in the key of the index, after the instant of the submission', () => {
    const order = storedOrder(1, { status: 'failed', failure, updatedAt: AT });
    const attributes = attentionAttributes(order);
    expect(attributes?.attentionShard).toMatch(/^attention#[0-3]$/);
    expect(readAttention(attributes?.attention ?? '')).toEqual({
      createdAt: order.createdAt,
      attention: attentionOf(order),
    });
    expect(attentionAttributes(storedOrder(1))).toBeUndefined();
  });

  it('fits into a sort key whatever code a partner gives', () => {
    const code = '\u0001"'.repeat(2_000);
    const order = storedOrder(1, { status: 'held', failure: { step: 's'.repeat(2_000), code, message: '' } });
    expect(Buffer.byteLength(attentionAttributes(order)?.attention ?? '')).toBeLessThan(1_024);
  });
});
