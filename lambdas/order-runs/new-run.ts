import type { ResolvedSequence } from '../../core/config/choose-sequence.ts';
import type { RunRecord } from '../../core/order/order-record.ts';
import { firstBytes } from '../../core/truncate.ts';

/** Most bytes of an override's reason: it quotes offer types, which can be long. */
const REASON_BYTES = 500;

/** Most bytes of all reasons, for a tenant with many overrides. */
const REASONS_BYTES = 16_384;

/**
 * Returns the record of a run that is about to start, with its current sequence and why it was chosen.
 *
 * @param at ISO 8601
 */
export function newRun(
  number: number,
  { configVersion, edition, sequence, why }: ResolvedSequence,
  at: string,
): RunRecord {
  const reasonBytes = Math.min(REASON_BYTES, Math.floor(REASONS_BYTES / Math.max(1, why.length)));
  return {
    number,
    sequence: { name: sequence.name, version: sequence.version },
    config: configVersion,
    ...(edition !== undefined && { edition }),
    steps: sequence.steps.map(({ id, name, service, phase, critical }) => ({ id, name, service, phase, critical })),
    why: why.map((verdict) => ({ ...verdict, reason: firstBytes(verdict.reason, reasonBytes) })),
    startedAt: at,
  };
}
