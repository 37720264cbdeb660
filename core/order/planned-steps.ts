import type { SequenceStep } from '../sequence/sequence.ts';
import type { StepRecord } from './order-record.ts';
import type { StepStatus } from './step-status.ts';

/**
 * What a run would do with a step.
 *
 * - `call`: call the partner for the first time.
 * - `call-again`: call the partner again. It recognises the repeat of a call whose outcome is unknown; if it no longer does, it is probed.
 * - `probe`: ask the partner whether an earlier call had its effect.
 * - `hold`: hold the order, because nobody can be asked.
 * - `answer`: call nobody, and use the recorded output.
 * - `skip`: call nobody, because an operator skipped it.
 * - `wait`: call nobody, and wait for the callback.
 * - `undo`: undo its effect.
 */
export const STEP_PLANS = ['call', 'call-again', 'probe', 'hold', 'answer', 'skip', 'wait', 'undo'] as const;

/** One of the things that a run would do with a step. */
export type StepPlan = (typeof STEP_PLANS)[number];

/** A step and what a run would do with it. */
export interface PlannedStep {
  readonly step: string;
  readonly plan: StepPlan;
  /** Whether its `when` or `select` may skip it all the same. */
  readonly conditional: boolean;
}

/** What a plan needs of the record of a step. */
export type RecordedStep = Pick<StepRecord, 'stepId' | 'status' | 'completedBy'>;

type Plan = (step: SequenceStep) => StepPlan;

/** After a lost reply, an idempotent plugin is called again; any other one is probed, if it can be. */
const afterLostReply: Plan = ({ effect, probes }) => {
  if (effect === 'idempotent') return 'call-again';
  return probes ? 'probe' : 'hold';
};

const PLANS: Readonly<Record<StepStatus, Plan>> = {
  pending: () => 'call',
  skipped: () => 'call',
  succeeded: ({ blocks }) => (blocks === undefined ? 'answer' : 'call-again'),
  transient: () => 'call-again',
  declined: () => 'call-again',
  failed: () => 'call-again',
  undone: () => 'call-again',
  running: afterLostReply,
  probing: afterLostReply,
  unknown: afterLostReply,
  waiting: () => 'wait',
  undoing: ({ probes }) => (probes ? 'probe' : 'hold'),
  'undo-failed': ({ probes }) => (probes ? 'probe' : 'hold'),
};

/** Returns what a new run of an order would do with each step, if every earlier step succeeds. */
export function plannedSteps(steps: readonly SequenceStep[], records: readonly RecordedStep[]): readonly PlannedStep[] {
  return steps.map((step) => {
    const record = records.find(({ stepId }) => stepId === step.id);
    const plan = planOf(step, record);
    const isDecided = plan === 'answer' || plan === 'skip';
    return {
      step: step.id,
      plan,
      conditional: !isDecided && (step.when !== undefined || step.select !== undefined),
    };
  });
}

function planOf(step: SequenceStep, record: RecordedStep | undefined): StepPlan {
  if (record?.completedBy !== undefined) return record.status === 'skipped' ? 'skip' : 'answer';
  return PLANS[record?.status ?? 'pending'](step);
}
