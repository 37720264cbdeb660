import type { RunRecord } from '../../core/order/order-record.ts';
import type { ResolvedSequence } from '../../core/sequence/resolve-sequence.ts';

/** Characters of each override's reason: it quotes offer types, and an order may carry long ones for many overrides. */
const MAX_REASON_LENGTH = 500;

/**
 * The record of a run that is about to start: the sequence as it is today, and why this one.
 *
 * @param at ISO 8601
 */
export function newRun(number: number, { sequence, why }: ResolvedSequence, at: string): RunRecord {
  return {
    number,
    sequence: { name: sequence.name, version: sequence.version },
    steps: sequence.steps.map(({ id, name, service, phase, critical }) => ({ id, name, service, phase, critical })),
    why: why.map((verdict) => ({ ...verdict, reason: verdict.reason.slice(0, MAX_REASON_LENGTH) })),
    startedAt: at,
  };
}
