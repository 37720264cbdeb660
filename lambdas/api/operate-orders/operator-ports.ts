import type { ManualDecision } from '../../../core/order/order-record.ts';
import type { FinishCancellationPorts } from '../../order-runs/cancellation.ts';
import type { CurrentSequence } from '../../order-runs/current-sequence.ts';
import type { StartHeal } from '../../order-runs/start-heal.ts';
import type { StartRunPorts } from '../../order-runs/start-run.ts';
import type { OperatorStepStore } from '../../order-store/operator-step-store.ts';
import type { OperatorStore } from '../../order-store/operator-store.ts';
import type { OrderStore } from '../../order-store/order-store.ts';
import type { SendTaskHeartbeat, SendTaskResult } from '../../step-functions.ts';
import type { ApiRequest } from '../api-request.ts';

/** Dependencies of the operator routes. */
export interface OperatorPorts extends StartRunPorts, FinishCancellationPorts {
  readonly orders: OrderStore;
  readonly operator: OperatorStore;
  readonly operatorSteps: OperatorStepStore;
  readonly currentSequence: CurrentSequence;
  readonly startHeal: StartHeal;
  readonly sendTaskResult: SendTaskResult;
  readonly sendTaskHeartbeat: SendTaskHeartbeat;
  now(): Date;
}

/** Returns who acts, when and why, for the audit trail. */
export function attributionOf(
  { caller = 'unknown' }: Pick<ApiRequest, 'caller'>,
  reason: string,
  now: Date,
): ManualDecision {
  return { by: caller, at: now.toISOString(), reason };
}
