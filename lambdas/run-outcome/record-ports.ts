import type { Outbox } from '../order-events/outbox.ts';
import type { LeaveLanes } from '../order-runs/lanes.ts';
import type { StartHeal } from '../order-runs/start-heal.ts';
import type { OrderStore } from '../order-store/order-store.ts';
import type { StepStore } from '../order-store/step-store.ts';

/** Dependencies of recording the outcome of a step or a run. */
export interface RecordPorts {
  readonly orders: OrderStore;
  readonly steps: Pick<StepStore, 'get' | 'finish'>;
  readonly outbox: Outbox;
  readonly startHeal: StartHeal;
  readonly leaveLanes: LeaveLanes;
  now(): Date;
}
