import type { ResolvedSequence } from '../../core/config/resolve-sequence.ts';
import type { RunRecord } from '../../core/order/order-record.ts';
import { firstBytes } from '../../core/truncate.ts';

/** Bytes of each override's reason: it quotes offer types, and an order may carry long ones for many overrides. */
const REASON_BYTES = 500;

/** Bytes of all reasons together, however many overrides a tenant has. */
const REASONS_BYTES = 16_384;

/**
 * The record of a run that is about to start: the sequence as it is today, and why this one.
 *
 * @param at ISO 8601
 */
export function newRun(number: number, { sequence, why }: ResolvedSequence, at: string): RunRecord {
  const reasonBytes = Math.min(REASON_BYTES, Math.floor(REASONS_BYTES / Math.max(1, why.length)));
  return {
    number,
    sequence: { name: sequence.name, version: sequence.version },
    steps: sequence.steps.map(({ id, name, service, phase, critical }) => ({ id, name, service, phase, critical })),
    why: why.map((verdict) => ({ ...verdict, reason: firstBytes(verdict.reason, reasonBytes) })),
    startedAt: at,
  };
}
