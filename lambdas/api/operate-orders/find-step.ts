import type { OrderRecord, RunStep, StepAction, StepRecord } from '../../../core/order/order-record.ts';
import { RESUMABLE } from '../../order-store/operator-store.ts';
import type { OrderStore, OrderWithSteps } from '../../order-store/order-store.ts';
import { hasActiveLease } from '../../order-store/step-state.ts';
import { ApiProblem } from '../api-problem.ts';
import { findUnerasedOrder } from '../find-order.ts';

/** A request whose path names a step of an order. */
export interface StepRequest {
  readonly pathParameters: { readonly id: string; readonly step: string };
}

/** A step of an order's latest run, with its order. */
export interface FoundStep {
  readonly order: OrderRecord;
  readonly step: RunStep;
  /** Undefined before its first attempt. */
  readonly record: StepRecord | undefined;
  /** The records of all steps of the order. */
  readonly records: readonly StepRecord[];
}

/** The maximum number of operator actions on a step. */
const MAX_STEP_ACTIONS = 100;

/**
 * The maximum size of all its actions. With attempts, output and answer, the item stays far below DynamoDB's 400 KB.
 */
const MAX_STEP_ACTIONS_BYTES = 64 * 1024;

/**
 * Finds the step in the path of a request, in the latest run of its order.
 *
 * @throws ApiProblem `order-not-found`, `order-erased`, `step-not-found`
 */
export async function findStep(request: StepRequest, orders: Pick<OrderStore, 'getWithSteps'>): Promise<FoundStep> {
  const found = await findUnerasedOrder(request, orders.getWithSteps, ({ order }) => order);
  return stepIn(found, request.pathParameters.step);
}

/** Returns a step of the latest run of an order. @throws ApiProblem `step-not-found` */
export function stepIn({ order, steps: records }: Pick<OrderWithSteps, 'order' | 'steps'>, wanted: string): FoundStep {
  const steps = order.runs.at(-1)?.steps ?? [];
  const step = steps.find(({ id }) => id === wanted);
  if (step === undefined)
    throw new ApiProblem(
      'step-not-found',
      `The latest run of the order has no step ${JSON.stringify(wanted.slice(0, 64))}. Its steps: ${steps.map(({ id }) => id).join(', ')}.`,
    );
  return { order, step, record: records.find(({ stepId }) => stepId === step.id), records };
}

/**
 * Checks that an operator may act on a step: its order failed, is held, continued without the step or is parked at it; no attempt is in
 * progress; and there is still something to decide. Before the order continues, what an operator recorded can be corrected.
 *
 * @param now ISO 8601, because leases compare as text
 * @throws ApiProblem `step-not-operable`
 */
export function checkOperable({ order, step, record }: FoundStep, action: StepAction['action'], now: string): void {
  const status = record?.status ?? 'pending';
  if (!RESUMABLE.includes(order.status) && !isDegraded({ order, step }) && !isParkedAt({ order, step }))
    throw notOperable(
      `The order is ${order.status}. A step can be changed only if its order failed, is held, continued without the step, or waits at the step for a partner.`,
    );
  if (record !== undefined && hasActiveLease(record, now))
    throw notOperable(`The step is ${status} and an attempt may be in progress. Try again after ${record.leaseUntil}.`);
  const isCorrectable = record?.completedBy !== undefined && RESUMABLE.includes(order.status);
  if (status === 'succeeded' && !isCorrectable) throw notOperable('The step has already succeeded.');
  const isSkippedByOperator = status === 'skipped' && record?.completedBy !== undefined;
  if (action === 'skip' && isSkippedByOperator) throw notOperable('An operator has already skipped the step.');
  if (action === 'retry' && (status === 'pending' || (status === 'skipped' && !isSkippedByOperator)))
    throw notOperable(`The step is ${status}, so there is no attempt to retry. Resume the order to run it.`);
  checkRoomForAction(record);
}

function checkRoomForAction(record: StepRecord | undefined): void {
  const actions = record?.operations ?? [];
  const bytes = Buffer.byteLength(JSON.stringify(actions));
  if (actions.length >= MAX_STEP_ACTIONS || bytes >= MAX_STEP_ACTIONS_BYTES)
    throw notOperable(
      `The step has ${actions.length} operator actions (${bytes} bytes); the limits are ${MAX_STEP_ACTIONS} actions and ${MAX_STEP_ACTIONS_BYTES} bytes. Cancel the order.`,
    );
}

/** Creates the problem of a step that cannot be changed. */
export function notOperable(detail: string): ApiProblem {
  return new ApiProblem('step-not-operable', detail);
}

/** Returns whether the order waits for the partner of this step. An undo that waits is no longer a matter of the step. */
export function isParkedAt({ order, step }: Pick<FoundStep, 'order' | 'step'>): boolean {
  return order.parked?.step === step.id && order.parked.mode !== 'undo';
}

/** Returns whether the order continued, or is continuing, without this step, which failed. */
export function isDegraded({ order, step }: Pick<FoundStep, 'order' | 'step'>): boolean {
  return order.degraded.includes(step.id) && order.status !== 'cancelled';
}
