import type { StepOutcome } from '../../core/order/step-status.ts';
import type { PluginEffect } from '../../core/plugin/plugin-effect.ts';

/** A condition with the values it refers to. */
export interface Condition {
  readonly expression: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/**
 * When a step may be claimed for a new attempt:
 *
 * - it was never run, was skipped, or ended in an error that may pass;
 * - it failed for good in an earlier run: a resumed order tries again;
 * - its outcome is unknown, or its host died in the call (the claim's lease is over), and the plugin is idempotent.
 *
 * Never when it succeeded, and never while another host's lease lasts.
 *
 * @param now ISO 8601; leases compare as text
 */
export function claimCondition(effect: PluginEffect, run: number, now: string): Condition {
  const status = (outcome: StepOutcome) => `:is_${outcome}`;
  const ways = [
    'attribute_not_exists(pk)',
    `#status IN (${status('transient')}, ${status('skipped')})`,
    `(#status IN (${status('declined')}, ${status('failed')}) AND #run < :claim_run)`,
    ...(effect === 'idempotent'
      ? [`#status = ${status('unknown')}`, `(#status = ${status('running')} AND leaseUntil < :claim_now)`]
      : []),
  ];
  const outcomes: readonly StepOutcome[] = [
    'transient',
    'skipped',
    'declined',
    'failed',
    ...(effect === 'idempotent' ? (['unknown', 'running'] as const) : []),
  ];
  return {
    expression: ways.join(' OR '),
    values: {
      ...Object.fromEntries(outcomes.map((outcome) => [status(outcome), outcome])),
      ':claim_run': run,
      ...(effect === 'idempotent' ? { ':claim_now': now } : {}),
    },
  };
}
