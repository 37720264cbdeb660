import type { JsonObject } from '../../../core/json.ts';
import { isErased, type ManualDecision } from '../../../core/order/order-record.ts';
import type { ProposalAction } from '../../../core/proposals/proposal-record.ts';
import { startRun } from '../../order-runs/start-run.ts';
import type { OrderWithSteps } from '../../order-store/order-store.ts';
import { ApiProblem } from '../api-problem.ts';
import { attributedTo } from '../attribution.ts';
import { orderErased } from '../order-erased.ts';
import { cancelAsRead, finish, planCancel } from './cancel-order.ts';
import type { DryRun } from './dry-run.ts';
import { type FoundStep, isParkedAt, notOperable, stepIn } from './find-step.ts';
import type { OperatorPorts } from './operator-ports.ts';
import { planResume, resumeNow } from './resume-order.ts';
import { planRetry } from './retry-step.ts';
import { planDecision } from './skip-or-complete-step.ts';

/** An action on one of many orders. */
export interface WantedAction {
  /** Tells a repeat from another action. */
  readonly id: string;
  readonly action: ProposalAction;
  /** The step of an action on a step. */
  readonly step?: string | undefined;
  readonly patch?: JsonObject | undefined;
  /** Whether the order is also resumed after its step was skipped or completed. @default false */
  readonly resume?: boolean | undefined;
  /** What the step is completed with. */
  readonly output?: JsonObject | undefined;
}

/** An action that was checked. */
export interface PlannedAction {
  readonly dryRun: DryRun;
  /** The step of an action on a step. */
  readonly step?: FoundStep;
  /**
   * Does it, on condition that the order is as it was read.
   *
   * @throws ApiProblem if the order has changed
   */
  act(): Promise<void>;
}

type Plan = (
  found: Pick<OrderWithSteps, 'order' | 'steps'>,
  wanted: WantedAction,
  attribution: ManualDecision,
  ports: OperatorPorts,
) => Promise<PlannedAction>;

const PLANS: Readonly<Record<ProposalAction, Plan>> = {
  async resume({ order, steps }, { id, patch }, attribution, ports) {
    const { resumption, dryRun } = await planResume(order, steps, { id, patch, attribution }, ports);
    return { dryRun, act: async () => tryStart(await resumeNow(resumption, ports), ports) };
  },

  async cancel({ order }, { id }, attribution, ports) {
    return {
      dryRun: await planCancel(order, ports),
      async act() {
        const change = await cancelAsRead(order, id, attribution, ports.operator);
        if (change === undefined) throw new ApiProblem('order-not-cancellable', 'The order has just changed.');
        await reported('Could not finish the cancellation; the sweeper will finish it', finish(change, ports), ports);
      },
    };
  },

  async retry(found, { id, step = '' }, attribution, ports) {
    const { order } = found;
    const ofStep = stepIn(found, step);
    if (isParkedAt(ofStep)) throw notOperable('The order waits for the partner of the step, and continues by itself.');
    const decision = attributedTo(order, attribution);
    const { dryRun, decide, startHeal } = await planRetry(ofStep, id, decision, ports);
    return {
      dryRun,
      step: ofStep,
      async act() {
        await decide();
        if (startHeal !== undefined) return startHeal();
        const { resumption } = await planResume(order, found.steps, { id, attribution }, ports);
        await tryStart(await resumeNow(resumption, ports), ports);
      },
    };
  },

  skip: (...given) => planStepDecision('skip', ...given),
  complete: (...given) => planStepDecision('complete', ...given),
};

/** Skips or completes a step, and resumes the order if that is wanted. */
async function planStepDecision(
  action: 'skip' | 'complete',
  found: Pick<OrderWithSteps, 'order' | 'steps'>,
  { id, step: name = '', resume = false, output }: WantedAction,
  attribution: ManualDecision,
  ports: OperatorPorts,
): Promise<PlannedAction> {
  const step = stepIn(found, name);
  const decided = attributedTo(found.order, attribution);
  const { dryRun, resumption, settle } = await planDecision(step, { id, action, output, resume }, decided, ports);
  return {
    dryRun,
    step,
    async act() {
      await settle();
      if (resumption !== undefined) await tryStart(await resumeNow(resumption, ports), ports);
    },
  };
}

/**
 * Checks an action on one of many orders as the action on a single order checks it, and says what it would do.
 *
 * @throws ApiProblem what the single action would be refused with
 */
export function planAction(
  found: Pick<OrderWithSteps, 'order' | 'steps'>,
  wanted: WantedAction,
  attribution: ManualDecision,
  ports: OperatorPorts,
): Promise<PlannedAction> {
  if (isErased(found.order)) throw orderErased(found.order);
  return PLANS[wanted.action](found, wanted, attribution, ports);
}

/**
 * Returns whether the action was done to the order before. What follows from its write may be missing: a repeat makes up for it.
 *
 * @param id of the action
 */
export function wasDone({ order }: Pick<OrderWithSteps, 'order'>, id: string): boolean {
  return order.operations?.some((operation) => operation.id === id) === true;
}

/** Returns whether the action was done to a step of the order before. */
export function wasDoneToStep({ steps }: Pick<OrderWithSteps, 'steps'>, id: string): boolean {
  return steps.some(({ operations = [] }) => operations.some((operation) => operation.id === id));
}

/** Starts the latest run of an order that was resumed. The sweeper starts it otherwise. */
export function tryStart(order: OrderWithSteps['order'], ports: OperatorPorts): Promise<void> {
  return reported('Could not start the run; the sweeper will start it', startRun(order, ports), ports);
}

async function reported(message: string, work: Promise<unknown>, { onError }: OperatorPorts): Promise<void> {
  try {
    await work;
  } catch (error) {
    onError(message, error);
  }
}
