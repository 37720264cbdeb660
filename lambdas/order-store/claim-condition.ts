import type { AttemptKind, StepStatus } from '../../core/order/step-status.ts';
import type { SequenceStep, StepEffect } from '../../core/sequence/sequence.ts';
import { allOf, anyOf, type Condition, hasOther, IS_NEW, isAbsent, isLess, isOneOf } from '../update-expression.ts';

/** The statuses from which a step may be claimed: always, once its lease has expired, or in a later run. */
interface ClaimableStatuses {
  readonly always: readonly StepStatus[];
  readonly leaseExpired: readonly StepStatus[];
  readonly laterRun: readonly StepStatus[];
  /** Whether a step that has no item yet may be claimed. */
  readonly canBeNew: boolean;
  /** Whether a step that an operator skipped or completed may be claimed. */
  readonly canBeDecided: boolean;
}

/** Never run, skipped, or ended in a transient error. */
const WITHOUT_EFFECT = ['pending', 'transient', 'skipped'] as const satisfies readonly StepStatus[];

/** Failed, declined or undone: a later run tries again. */
const TRIED_AGAIN = ['declined', 'failed', 'undone'] as const satisfies readonly StepStatus[];

const FOR_PROBE: ClaimableStatuses = {
  always: ['unknown', 'waiting', 'undo-failed'],
  leaseExpired: ['running', 'probing', 'undoing'],
  laterRun: [],
  canBeNew: false,
  canBeDecided: false,
};

const FOR_UNDO: ClaimableStatuses = {
  always: ['succeeded', 'declined', 'failed', 'transient', 'unknown', 'waiting', 'undo-failed'],
  leaseExpired: ['running', 'probing', 'undoing'],
  laterRun: [],
  canBeNew: false,
  canBeDecided: true,
};

/** The statuses after a lost reply or a host that died. The partner of an idempotent plugin recognises a repeated call. */
const LOST: Readonly<Record<StepEffect, Pick<ClaimableStatuses, 'always' | 'leaseExpired'>>> = {
  idempotent: { always: ['unknown'], leaseExpired: ['running', 'probing'] },
  'at-most-once': { always: [], leaseExpired: [] },
};

/** What decides when a step may be claimed. */
type ClaimedStep = Pick<SequenceStep, 'effect' | 'blocks'>;

/** The purpose of a claim: to call the plugin, or to skip the step. */
type ClaimKind = AttemptKind | 'skip';

/**
 * Returns when a step may be claimed for a new attempt.
 *
 * - `run`: never run, skipped, or ended in a transient error; failed, declined or undone in an earlier run, since a
 *   resumed order tries again; lost, if the plugin is idempotent; succeeded in an earlier run, if each run checks again.
 * - `skip`: as `run`, but not if lost: a step that may have had its effect is not skipped.
 * - `heal`: as `run`, and failed or declined in this run.
 * - `probe`: the outcome is unknown, or the callback that the step waited for did not arrive.
 * - `undo`: the step may have had an effect.
 *
 * Never while another host holds the lease. After the step succeeded in this run, or an operator decided it, only for an undo.
 */
function claimable(kind: ClaimKind, { blocks, effect }: ClaimedStep): ClaimableStatuses {
  const { always, leaseExpired } = LOST[effect];
  const run: ClaimableStatuses = {
    always: [...WITHOUT_EFFECT, ...always],
    leaseExpired,
    laterRun: blocks === undefined ? TRIED_AGAIN : [...TRIED_AGAIN, 'succeeded'],
    canBeNew: true,
    canBeDecided: false,
  };
  switch (kind) {
    case 'run':
      return run;
    case 'skip':
      return { ...run, always: WITHOUT_EFFECT, leaseExpired: [], laterRun: TRIED_AGAIN };
    case 'heal':
      return { ...run, always: [...run.always, 'declined', 'failed'] };
    case 'probe':
      return FOR_PROBE;
    case 'undo':
      return FOR_UNDO;
  }
}

/**
 * Returns the condition of the write that claims a step.
 *
 * On one machine, the lease of a run ends with the process that claimed it: no function of an earlier start is still
 * running, and the partner recognises the repeat. A probe waits for the end of that lease nevertheless, since a request that
 * was sent may still have its effect. It does not wait for the lease of another probe, which has none.
 *
 * @param run the run that claims the step
 * @param now ISO 8601; leases compare as text
 * @param incarnation the start of the single machine that claims the step; undefined on AWS
 */
export function claimCondition(
  kind: ClaimKind,
  step: ClaimedStep,
  run: number,
  now: string,
  incarnation?: string,
): Condition {
  const { always, leaseExpired, laterRun, canBeNew, canBeDecided } = claimable(kind, step);
  const isExpired = isLess('leaseUntil', now);
  const endWithProcess =
    incarnation === undefined ? [] : leaseExpired.filter((status) => endsWithProcess(kind, status));
  const isClaimable = anyOf(
    ...(canBeNew ? [IS_NEW] : []),
    isOneOf('status', always),
    ...(laterRun.length > 0 ? [allOf(isOneOf('status', laterRun), isLess('run', run))] : []),
    ...(leaseExpired.length > 0 ? [allOf(isOneOf('status', leaseExpired), isExpired)] : []),
    ...(incarnation !== undefined && endWithProcess.length > 0
      ? [allOf(isOneOf('status', endWithProcess), hasOther('incarnation', incarnation))]
      : []),
  );
  return canBeDecided ? isClaimable : allOf(isClaimable, IS_UNDECIDED);
}

/** Returns whether a claim may follow the lease of a process that has ended, by the status that the step had in it. */
function endsWithProcess(kind: ClaimKind, status: StepStatus): boolean {
  return kind === 'run' || kind === 'heal' || (kind === 'probe' && status === 'probing');
}

/** Holds for a step that no operator skipped or completed. */
export const IS_UNDECIDED = isAbsent('completedBy');
