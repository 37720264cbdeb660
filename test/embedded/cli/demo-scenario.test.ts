import { expect, it } from 'vitest';
import { differencesOf } from '../../../embedded/cli/demo-scenario.ts';
import type { OrderResponse } from '../../../embedded/cli/order-response.ts';

const order = {
  status: 'complete',
  sequence: { name: 'default' },
  steps: [{ id: 'zuora', status: 'succeeded' }],
} as OrderResponse;

it('finds nothing different in an order that ended as expected', () => {
  expect(differencesOf(order, { status: 'complete', sequence: 'default', steps: { zuora: 'succeeded' } })).toEqual([]);
});

it('names what is different, missing and not expected', () => {
  expect(differencesOf(order, { status: 'failed', sequence: 'trial', steps: { crm: 'succeeded' } })).toEqual([
    'status: expected failed, found complete',
    'sequence: expected trial, found default',
    'step crm: expected succeeded, found nothing',
    'step zuora: expected nothing, found succeeded',
  ]);
});
