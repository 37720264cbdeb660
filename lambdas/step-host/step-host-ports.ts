import type { ConnectionGuard } from '../connections/connection-guard.ts';
import type { OperatorStepStore } from '../order-store/operator-step-store.ts';
import type { OrderStore } from '../order-store/order-store.ts';
import type { StepStore } from '../order-store/step-store.ts';
import type { SendTaskResult } from '../step-functions.ts';
import type { PluginDeps } from './run-plugin.ts';

/** Dependencies of the step host. */
export interface StepHostPorts extends PluginDeps {
  readonly orders: OrderStore;
  readonly steps: StepStore;
  /** Which orders may call the partners of steps with patience. @default all */
  readonly connections?: ConnectionGuard;
  /** Identifies the start of the single machine that the host runs in. @default none, as on AWS */
  readonly incarnation?: string;
  /** Loads the operations for steps with a callback. Most steps have none. */
  openCallbacks(): Promise<StepCallbacks>;
}

/** Ends a step that waits for its callback, and reports its result. */
export interface StepCallbacks {
  readonly endWait: OperatorStepStore['endWait'];
  readonly sendTaskResult: SendTaskResult;
}
