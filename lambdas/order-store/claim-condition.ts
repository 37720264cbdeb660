import type { AttemptKind, StepStatus } from '../../core/order/step-status.ts';
import type { PluginEffect } from '../../core/plugin/plugin-effect.ts';

/** A condition with the values it refers to. */
export interface Condition {
  readonly expression: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** States from which a step may be claimed: as they are, once the lease is over, or when they are of an earlier run. */
interface ClaimableStates {
  readonly always: readonly StepStatus[];
  readonly leaseOver: readonly StepStatus[];
  readonly earlierRun: readonly StepStatus[];
  /** Also a step that has no item yet. */
  readonly fresh: boolean;
  /** Also a step that an operator skipped or completed. */
  readonly settled: boolean;
}

/** Never run, passed over, or ended in an error that may pass. */
const BEFORE_THE_EFFECT = ['pending', 'transient', 'skipped'] as const satisfies readonly StepStatus[];

/** A lost call, or a host that died in one: the partner of an idempotent plugin recognises the repeat. */
const LOST: Readonly<Record<PluginEffect, Pick<ClaimableStates, 'always' | 'leaseOver'>>> = {
  idempotent: { always: ['unknown'], leaseOver: ['running', 'probing'] },
  'at-most-once': { always: [], leaseOver: [] },
};

/** What an attempt to do with a step is: a call of its plugin, or passing it over. */
type ClaimKind = AttemptKind | 'skip';

/**
 * When a step may be claimed for a new attempt.
 *
 * - `run`: never run, skipped, or ended in an error that may pass; failed, declined or undone in an earlier run, since a
 *   resumed order tries again; lost, if the plugin is idempotent.
 * - `skip`: as `run`, but never what was lost: what may have happened is not passed over.
 * - `heal`: as `run`, and what failed or was declined in this run.
 * - `probe`: its outcome is unknown, or the callback that it waited for did not come.
 * - `undo`: whatever may have had an effect.
 *
 * Never while another host's lease lasts, never for a step that succeeded, unless it is to be undone, and never for a
 * step that an operator settled.
 */
function claimable(kind: ClaimKind, effect: PluginEffect): ClaimableStates {
  const { always, leaseOver } = LOST[effect];
  const run: ClaimableStates = {
    always: [...BEFORE_THE_EFFECT, ...always],
    leaseOver,
    earlierRun: ['declined', 'failed', 'undone'],
    fresh: true,
    settled: false,
  };
  const kinds: Readonly<Record<ClaimKind, ClaimableStates>> = {
    run,
    skip: { ...run, always: BEFORE_THE_EFFECT, leaseOver: [] },
    heal: { ...run, always: [...run.always, 'declined', 'failed'] },
    probe: {
      always: ['unknown', 'waiting', 'undo-failed'],
      leaseOver: ['running', 'probing', 'undoing'],
      earlierRun: [],
      fresh: false,
      settled: false,
    },
    undo: {
      always: ['succeeded', 'declined', 'failed', 'transient', 'unknown', 'waiting', 'undo-failed'],
      leaseOver: ['running', 'probing', 'undoing'],
      earlierRun: [],
      fresh: false,
      settled: true,
    },
  };
  return kinds[kind];
}

/** @param now ISO 8601; leases compare as text */
export function claimCondition(kind: ClaimKind, effect: PluginEffect, run: number, now: string): Condition {
  const { always, leaseOver, earlierRun, fresh, settled } = claimable(kind, effect);
  const placeholderOf = (status: StepStatus) => `:is_${status.replace('-', '_')}`;
  const among = (statuses: readonly StepStatus[]) => `#status IN (${statuses.map(placeholderOf).join(', ')})`;
  const ways = [
    ...(fresh ? ['attribute_not_exists(pk)'] : []),
    among(always),
    ...(earlierRun.length === 0 ? [] : [`(${among(earlierRun)} AND #run < :claim_run)`]),
    ...(leaseOver.length === 0 ? [] : [`(${among(leaseOver)} AND leaseUntil < :claim_now)`]),
  ].join(' OR ');
  return {
    expression: settled ? ways : `(${ways}) AND attribute_not_exists(completedBy)`,
    values: {
      ...Object.fromEntries([...always, ...leaseOver, ...earlierRun].map((status) => [placeholderOf(status), status])),
      ...(earlierRun.length === 0 ? {} : { ':claim_run': run }),
      ...(leaseOver.length === 0 ? {} : { ':claim_now': now }),
    },
  };
}
