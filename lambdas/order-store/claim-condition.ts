import type { AttemptKind, StepStatus } from '../../core/order/step-status.ts';
import type { PluginEffect } from '../../core/sequence/sequence.ts';
import { allOf, anyOf, type Condition, IS_NEW, isAbsent, isLess, isOneOf } from '../update-expression.ts';

/** The states from which a step may be claimed: in any case, after its lease has expired, or in a later run. */
interface ClaimableStates {
  readonly always: readonly StepStatus[];
  readonly leaseExpired: readonly StepStatus[];
  readonly laterRun: readonly StepStatus[];
  /** Whether a step that has no item yet may be claimed. */
  readonly isNew: boolean;
  /** Whether a step that an operator skipped or completed may be claimed. */
  readonly isDecided: boolean;
}

/** Never run, skipped, or ended in a transient error. */
const WITHOUT_EFFECT = ['pending', 'transient', 'skipped'] as const satisfies readonly StepStatus[];

/** A call without an answer, or a host that died during one: the partner of an idempotent plugin recognises the repeat. */
const LOST: Readonly<Record<PluginEffect, Pick<ClaimableStates, 'always' | 'leaseExpired'>>> = {
  idempotent: { always: ['unknown'], leaseExpired: ['running', 'probing'] },
  'at-most-once': { always: [], leaseExpired: [] },
};

/** What the claim is for: a call of the plugin, or skipping the step. */
type ClaimKind = AttemptKind | 'skip';

/**
 * Returns when a step may be claimed for a new attempt.
 *
 * - `run`: never run, skipped, or ended in a transient error; failed, declined or undone in an earlier run, since a
 *   resumed order tries again; lost, if the plugin is idempotent.
 * - `skip`: as `run`, but not if lost: a step that may have had its effect is not skipped.
 * - `heal`: as `run`, and failed or declined in this run.
 * - `probe`: the outcome is unknown, or the callback that the step waited for did not arrive.
 * - `undo`: the step may have had an effect.
 *
 * Never during the lease of another host, never after the step succeeded, except for an undo, and never after an
 * operator decided the step.
 */
function claimable(kind: ClaimKind, effect: PluginEffect): ClaimableStates {
  const { always, leaseExpired } = LOST[effect];
  const run: ClaimableStates = {
    always: [...WITHOUT_EFFECT, ...always],
    leaseExpired,
    laterRun: ['declined', 'failed', 'undone'],
    isNew: true,
    isDecided: false,
  };
  const kinds: Readonly<Record<ClaimKind, ClaimableStates>> = {
    run,
    skip: { ...run, always: WITHOUT_EFFECT, leaseExpired: [] },
    heal: { ...run, always: [...run.always, 'declined', 'failed'] },
    probe: {
      always: ['unknown', 'waiting', 'undo-failed'],
      leaseExpired: ['running', 'probing', 'undoing'],
      laterRun: [],
      isNew: false,
      isDecided: false,
    },
    undo: {
      always: ['succeeded', 'declined', 'failed', 'transient', 'unknown', 'waiting', 'undo-failed'],
      leaseExpired: ['running', 'probing', 'undoing'],
      laterRun: [],
      isNew: false,
      isDecided: true,
    },
  };
  return kinds[kind];
}

/**
 * Returns the condition of the write that claims a step.
 *
 * @param run the run that claims the step
 * @param now ISO 8601; leases compare as text
 */
export function claimCondition(kind: ClaimKind, effect: PluginEffect, run: number, now: string): Condition {
  const { always, leaseExpired, laterRun, isNew, isDecided } = claimable(kind, effect);
  const isClaimable = anyOf(
    ...(isNew ? [IS_NEW] : []),
    isOneOf('status', always),
    ...(laterRun.length > 0 ? [allOf(isOneOf('status', laterRun), isLess('run', run))] : []),
    ...(leaseExpired.length > 0 ? [allOf(isOneOf('status', leaseExpired), isLess('leaseUntil', now))] : []),
  );
  return isDecided ? isClaimable : allOf(isClaimable, IS_UNDECIDED);
}

/** Holds for a step that no operator skipped or completed. */
export const IS_UNDECIDED = isAbsent('completedBy');
