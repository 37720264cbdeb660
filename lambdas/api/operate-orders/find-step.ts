import type { OrderRecord, RunStep, StepRecord } from '../../../core/order/order-record.ts';
import type { OrderStore } from '../../order-store/order-store.ts';
import { ApiProblem } from '../api-problem.ts';
import type { ApiRequest } from '../api-request.ts';
import { findOrder } from '../find-order.ts';

/** The step that a path names, with its order. */
export interface FoundStep {
  readonly order: OrderRecord;
  readonly step: RunStep;
  /** Undefined before its first attempt. */
  readonly record: StepRecord | undefined;
  /** The records of all steps of the order. */
  readonly records: readonly StepRecord[];
}

/**
 * Finds the step that the path names in the latest run of its order.
 *
 * @throws ApiProblem `order-not-found`, `step-not-found`
 */
export async function findStep(request: ApiRequest, orders: Pick<OrderStore, 'getWithSteps'>): Promise<FoundStep> {
  const { order, steps: records } = await findOrder(request, orders.getWithSteps);
  const { step: wanted = '' } = request.pathParameters;
  const steps = order.runs.at(-1)?.steps ?? [];
  const step = steps.find(({ id }) => id === wanted);
  if (step === undefined)
    throw new ApiProblem(
      'step-not-found',
      `Expected a step of the order's latest run (${steps.map(({ id }) => id).join(', ')}), found ${JSON.stringify(wanted.slice(0, 64))}.`,
    );
  return { order, step, record: records.find(({ stepId }) => stepId === step.id), records };
}
