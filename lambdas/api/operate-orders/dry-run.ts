import type { ResponseBody } from '../../../blueprint/routes/response-schemas.ts';
import type { JsonObject } from '../../../core/json.ts';
import { jsonDifference } from '../../../core/order/json-difference.ts';
import type { OperatorAction, OrderRecord } from '../../../core/order/order-record.ts';
import { type PlannedStep, plannedSteps, type RecordedStep } from '../../../core/order/planned-steps.ts';
import type { CurrentSequence } from '../../order-runs/current-sequence.ts';

type DryRunView = ResponseBody<'DryRun'>;

/** What an action would do. */
export interface DryRun {
  readonly action: OperatorAction['action'];
  readonly order: OrderRecord;
  /** The number of the run that it would start, if any. */
  readonly run?: number;
  readonly steps: readonly PlannedStep[];
  /** The sequence of that run. */
  readonly sequence?: { readonly name: string; readonly version: string };
  /** The payload of the new run, if the action changes it. */
  readonly payload?: JsonObject;
}

/** Returns the response to a request for what an action would do. */
export function dryRunResponse({ action, order, run, steps, payload }: DryRun): {
  readonly status: 200;
  readonly body: DryRunView;
} {
  return {
    status: 200,
    body: {
      dry_run: true,
      action,
      order: order.id,
      status: order.status,
      revision: order.revision,
      updatedAt: order.updatedAt,
      run: run ?? null,
      steps: steps.map(({ step, plan, conditional }) => ({ step, plan, conditional })),
      changes: payload === undefined ? [] : jsonDifference(order.payload, payload),
    },
  };
}

/** Returns the same response for an action that names the order in `Location`. */
export function locatedDryRun(dryRun: DryRun) {
  return { ...dryRunResponse(dryRun), headers: { location: `/orders/${dryRun.order.id}` } };
}

/**
 * Returns what the next run of an order would do with its steps.
 *
 * @param records as they are when the run starts
 * @param payload that of the run. @default the order's
 */
export async function plannedRun(
  order: OrderRecord,
  records: readonly RecordedStep[],
  currentSequence: CurrentSequence,
  payload: JsonObject = order.payload,
): Promise<readonly PlannedStep[]> {
  const { sequence } = await currentSequence(payload, order);
  return plannedSteps(sequence.steps, records);
}

/** Returns the records of steps as they are after a decision on one of them. */
export function withDecision(records: readonly RecordedStep[], decided: RecordedStep): readonly RecordedStep[] {
  return [...records.filter(({ stepId }) => stepId !== decided.stepId), decided];
}

/** Returns what the only step that an action calls would do. */
export function plannedStep(step: string, plan: PlannedStep['plan']): readonly PlannedStep[] {
  return [{ step, plan, conditional: false }];
}
