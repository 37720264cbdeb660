import type { OperatorStepStore } from '../order-store/operator-step-store.ts';
import type { OrderStore } from '../order-store/order-store.ts';
import type { StepStore } from '../order-store/step-store.ts';
import type { SendTaskResult } from '../step-functions.ts';
import type { PluginDeps } from './run-plugin.ts';

/** What the step host works with. */
export interface StepHostPorts extends PluginDeps {
  readonly orders: OrderStore;
  readonly steps: StepStore;
  /** For steps that wait for a callback: most do not, so it is opened when one does. */
  openCallbacks(): Promise<StepCallbacks>;
}

/** What ends a step that waits for its callback. */
export interface StepCallbacks {
  readonly endWait: OperatorStepStore['endWait'];
  readonly sendTaskResult: SendTaskResult;
}
