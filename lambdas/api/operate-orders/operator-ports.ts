import type { AnswerTask } from '../../order-runs/answer-task.ts';
import type { BeatTask } from '../../order-runs/beat-task.ts';
import type { FinishCancellationPorts } from '../../order-runs/finish-cancellation.ts';
import type { StartHeal } from '../../order-runs/start-heal.ts';
import type { StartRunPorts } from '../../order-runs/start-run.ts';
import type { TodaysSequence } from '../../order-runs/todays-sequence.ts';
import type { OperatorStore } from '../../order-store/operator-store.ts';
import type { OrderStore } from '../../order-store/order-store.ts';
import type { StepOperations } from '../../order-store/step-operations.ts';

/** What the routes of operators work with. */
export interface OperatorPorts extends Omit<StartRunPorts, 'orders'>, Omit<FinishCancellationPorts, 'orders'> {
  readonly orders: OrderStore;
  readonly operator: OperatorStore;
  readonly stepOperations: StepOperations;
  readonly todaysSequence: TodaysSequence;
  readonly startHeal: StartHeal;
  readonly answerTask: AnswerTask;
  readonly beatTask: BeatTask;
  now(): Date;
}
