import { describe, expect, it } from 'vitest';
import type { OrderView, StepView } from '../../../blueprint/routes/response-schemas.ts';
import type { StepStatus } from '../../../core/order/step-status.ts';
import { auditOrders, type Offence } from '../../../scripts/test-faults/audit.ts';

const ID = 'order-0d6a1e5c9f2b47d38a1c55e0b9d7f314';
const KEY = `${ID}#zuora`;

function stepOf(status: StepStatus, name = 'zuora', critical = true): StepView {
  const times = { attempts: 1, startedAt: null, durationMs: null };
  return { id: name, name, service: 'any', phase: 'process', critical, status, ...times };
}

function orderOf(status: OrderView['status'], steps: readonly StepView[], more: Partial<OrderView> = {}): OrderView {
  return {
    id: ID,
    order_reference: '5KQ7M2TR81XA',
    order_type: 'new',
    status,
    external_id: 'campaign-1-1',
    trace_id: '0d6a1e5c9f2b47d38a1c55e0b9d7f314',
    subscriptionReference: null,
    owner: null,
    erasedAt: null,
    queued: null,
    sequence: { name: 'default', version: '1' },
    config_version: null,
    edition: null,
    run: 1,
    steps,
    failure: null,
    parked: null,
    degraded: [],
    situation: '',
    needs_person: false,
    assigned_to: null,
    since: '',
    createdAt: '',
    updatedAt: '',
    links: { self: '', processEvents: '', events: '', config: null },
    ...more,
  };
}

const FAILED = { failure: { step: 'zuora', code: 'failed', message: '' } };
const effect = (kind: string, key = KEY) => ({ kind, key });
const CREATED = ['account.created', 'subscription.created', 'payment.collected'].map((kind) => effect(kind));
const UNDONE = ['subscription.cancelled', 'credit-memo.created', 'refund.created'];
const TAKEN_BACK = UNDONE.map((kind) => effect(kind, `${KEY}#undo`));
const found = (offences: readonly Offence[]) => offences.map(({ offence }) => offence);

describe('the audit of a campaign', () => {
  it.each<[string, OrderView, ReturnType<typeof effect>[]]>([
    ['a complete order with each effect once', orderOf('complete', [stepOf('succeeded')]), CREATED],
    [
      'an effect under the key of a later attempt',
      orderOf('complete', [stepOf('succeeded')]),
      CREATED.map(({ kind }) => effect(kind, `${KEY}#try-2`)),
    ],
    ['a declined order without effects', orderOf('failed', [stepOf('declined')], FAILED), []],
    ['a held order that had its effect', orderOf('held', [stepOf('unknown')]), CREATED],
    ['a held order that did not', orderOf('held', [stepOf('unknown')]), []],
    [
      'an undone step whose effect was undone',
      orderOf('failed', [stepOf('undone')], FAILED),
      [...CREATED, ...TAKEN_BACK],
    ],
    [
      'an undone callout whose user was removed with it',
      orderOf('failed', [stepOf('undone', 'calloutPlugin')], {
        failure: { ...FAILED.failure, step: 'calloutPlugin' },
      }),
      ['callout.received', 'callout.undone', 'user.removed'].map((kind) => effect(kind, `${ID}#calloutPlugin`)),
    ],
    ['an undone step that had none', orderOf('failed', [stepOf('undone')], FAILED), []],
    ['a failed undo', orderOf('failed', [stepOf('undo-failed')], FAILED), CREATED],
    [
      'an order that is degraded by a step that failed',
      orderOf('complete', [stepOf('failed', 'platformEvents', false)], { degraded: ['platformEvents'] }),
      [],
    ],
    [
      'a platform event, which carries only the order number',
      orderOf('complete', [stepOf('succeeded', 'platformEvents', false)]),
      [effect('platform-event.published', 'campaign-1-1')],
    ],
  ])('accepts %s', (_name, order, effects) => {
    expect(auditOrders([order], effects)).toEqual([]);
  });

  it.each<[string, OrderView, ReturnType<typeof effect>[], Offence['offence'][]]>([
    [
      'an effect that happened twice',
      orderOf('complete', [stepOf('succeeded')]),
      [...CREATED, effect('subscription.created', `${KEY}#try-2`)],
      ['double effect'],
    ],
    [
      'a double effect that belongs to no order',
      orderOf('held', [stepOf('unknown')]),
      [...CREATED, ...CREATED],
      ['double effect', 'double effect', 'double effect'],
    ],
    [
      'an undo that happened twice',
      orderOf('failed', [stepOf('undone')], FAILED),
      [...CREATED, ...TAKEN_BACK, ...TAKEN_BACK.slice(0, 1)],
      ['double effect', 'lost effect'],
    ],
    ['a success without its effect', orderOf('complete', [stepOf('succeeded')]), CREATED.slice(1), ['lost effect']],
    [
      'an undo that did not happen',
      orderOf('failed', [stepOf('undone')], FAILED),
      CREATED,
      ['lost effect', 'lost effect', 'lost effect'],
    ],
    [
      'a subscription that was undone while the customer still pays for it',
      orderOf('failed', [stepOf('undone')], FAILED),
      [...CREATED, ...TAKEN_BACK.slice(0, 2)],
      ['lost effect'],
    ],
    [
      'a payment that was collected twice',
      orderOf('complete', [stepOf('succeeded')]),
      [...CREATED, effect('payment.collected', `${KEY}#try-2`)],
      ['double effect'],
    ],
    [
      'an effect that the step cannot have',
      orderOf('complete', [stepOf('succeeded')]),
      [...CREATED, effect('payment-method.created')],
      ['unrecorded effect'],
    ],
    [
      'an effect of a step that failed',
      orderOf('failed', [stepOf('declined')], FAILED),
      CREATED,
      ['unrecorded effect', 'unrecorded effect', 'unrecorded effect'],
    ],
    [
      'a subscription that was cancelled for no reason',
      orderOf('complete', [stepOf('succeeded')]),
      [...CREATED, ...TAKEN_BACK.slice(0, 1)],
      ['unrecorded effect'],
    ],
    [
      'an effect that belongs to no order',
      orderOf('complete', [stepOf('succeeded')]),
      [...CREATED, effect('callout.received', 'order-x#y')],
      ['unrecorded effect'],
    ],
    [
      'an effect of a step that the order does not have',
      orderOf('complete', [stepOf('succeeded')]),
      [...CREATED, effect('callout.received', `${ID}#warehouse`)],
      ['unrecorded effect'],
    ],
    ['an order that did not end', orderOf('processing', [stepOf('running')]), [], ['stuck']],
    ['a step that did not end', orderOf('failed', [stepOf('running')], FAILED), [], ['unexplained', 'stuck']],
    ['a complete order with an open critical step', orderOf('complete', [stepOf('pending')]), [], ['unexplained']],
    ['a failed order without a failed step', orderOf('failed', [stepOf('pending')]), [], ['unexplained']],
    ['a held order without an unknown step', orderOf('held', [stepOf('declined')]), [], ['unexplained']],
    [
      'an order that is degraded by a step that succeeded',
      orderOf('complete', [stepOf('succeeded')], { degraded: ['zuora'] }),
      CREATED,
      ['unexplained'],
    ],
  ])('finds %s', (_name, order, effects, offences) => {
    expect(found(auditOrders([order], effects))).toEqual(offences);
  });
});
