import type { OrderResponse, StepResponse } from '../../../embedded/cli/order-response.ts';

/** A step in an API response, pending by default. */
export function stepOf(id: string, given: Partial<StepResponse> = {}): StepResponse {
  return { id, phase: 'process', critical: true, status: 'pending', attempts: 0, durationMs: null, ...given };
}

/** A step that succeeded at once. */
export function doneStep(id: string, durationMs: number, given: Partial<StepResponse> = {}): StepResponse {
  return stepOf(id, { status: 'succeeded', attempts: 1, durationMs, ...given });
}

/** An order in an API response, processing by default. */
export function orderOf(steps: readonly StepResponse[], given: Partial<OrderResponse> = {}): OrderResponse {
  return {
    id: 'order-1',
    order_reference: '5KQ7M2TR81XA',
    order_type: 'new',
    status: 'processing',
    sequence: { name: 'default' },
    run: 1,
    steps: [...steps],
    failure: null,
    degraded: [],
    ...given,
  };
}
