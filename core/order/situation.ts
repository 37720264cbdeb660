import { readAttention } from './attention.ts';
import type { OrderFailure, OrderSummaryRecord } from './order-record.ts';
import type { FailureOutcome } from './step-status.ts';

type Order = Pick<
  OrderSummaryRecord,
  'status' | 'failure' | 'parked' | 'queued' | 'degraded' | 'attention' | 'runs' | 'updatedAt'
>;

/** What happened at the step, and what a person does about it. */
const FAILURES: Readonly<Record<FailureOutcome, (at: string) => string>> = {
  declined: (at) => `The partner declined at ${at}. Resume the order with a patch, or cancel it.`,
  transient: (at) => `The partner was unavailable at ${at}. Resume the order once the partner answers.`,
  failed: (at) => `It failed at ${at}. Mend the cause, then resume the order.`,
  unknown: (at) =>
    `Nobody knows whether the step had its effect: ${at}. Ask the partner, then complete, skip or retry it.`,
};

/** Returns one sentence or two for operators: what happened, and what the order needs. It quotes nothing that people or partners wrote. */
export function situationOf(order: Order): string {
  const { status, failure, parked, queued, degraded } = order;
  if (parked !== undefined)
    return parked.notBefore === undefined
      ? `Waits at step ${parked.step} for ${parked.connection}, which is unavailable, and continues by itself.`
      : `Waits at step ${parked.step}: ${parked.connection} asked for a pause. It continues by itself.`;
  const without = degraded.length === 0 ? '' : ` without ${degraded.join(', ')}`;
  switch (status) {
    case 'submitted':
      return queued === undefined ? 'Its run is about to start.' : 'Waits for another order of its subscription.';
    case 'processing':
      return `In progress${without}.`;
    case 'complete':
      return without === '' ? 'Complete.' : `Complete${without}. Retry, complete or skip what is missing.`;
    case 'cancelled':
      return 'Cancelled.';
    case 'failed':
      return FAILURES[failure?.outcome ?? 'failed'](placeOf(failure));
    case 'held':
      return FAILURES.unknown(placeOf(failure));
  }
}

function placeOf(failure: OrderFailure | undefined): string {
  return failure === undefined ? 'an unknown step' : `step ${failure.step} (${failure.code})`;
}

/** Returns since when an order has been as it is, ISO 8601. */
export function situationSince({ status, parked, queued, attention, runs, updatedAt }: Order): string {
  const run = runs.at(-1);
  if (parked !== undefined) return parked.since;
  if (status === 'submitted' && queued !== undefined) return queued.since;
  if (attention !== undefined) return readAttention(attention).attention.since;
  return run?.finishedAt ?? run?.startedAt ?? updatedAt;
}
