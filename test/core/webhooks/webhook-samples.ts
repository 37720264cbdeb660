import type { OrderRecord } from '../../../core/order/order-record.ts';
import { errorEvent } from '../../../lambdas/run-outcome/error-event.ts';

const ID = 'order-0d6a1e5c9f2b47d38a1c55e0b9d7f314';

const SUBMITTED: OrderRecord = {
  id: ID,
  status: 'processing',
  revision: 1,
  payload: {
    order_type: 'new',
    external_id: 'CRM-9',
    mode: 'test',
    orderItems: [{ offer: { path: '/offers2/Digital Monthly' } }],
    customerDetails: { email: 'ada@example.org' },
  },
  orderType: 'new',
  mode: 'test',
  degraded: [],
  runs: [
    {
      number: 1,
      sequence: { name: 'default', version: 'v1' },
      steps: [{ id: 'zuora', name: 'zuora', service: 'zuora', phase: 'process', critical: true }],
      why: [],
      startedAt: '2026-03-02T09:30:00.000Z',
    },
  ],
  events: [{ type: 'order.submitted', occurredAt: '2026-03-02T09:30:00.000Z', run: 1 }],
  fingerprint: 'fingerprint',
  createdAt: '2026-03-02T09:30:00.000Z',
  updatedAt: '2026-03-02T09:30:00.000Z',
};

const failure = { step: 'zuora', code: 'card_declined', message: 'The card was declined.' };
const error = { name: 'PluginDeclined', code: failure.code, message: 'Zuora: 5112', publicMessage: failure.message };
const stepFailure = { order: SUBMITTED, run: 1, step: 'zuora', plugin: 'zuora', error };

/** An order that failed because its card was declined, with its three events. */
export const FAILED_ORDER: OrderRecord = {
  ...SUBMITTED,
  status: 'failed',
  failure,
  events: [
    ...SUBMITTED.events,
    errorEvent(stepFailure, { isCritical: true, occurredAt: '2026-03-02T09:30:04.000Z' }),
    { type: 'order.failed', occurredAt: '2026-03-02T09:30:04.000Z', run: 1, data: failure },
  ],
};
