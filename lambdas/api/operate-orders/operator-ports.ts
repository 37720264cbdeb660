import type { FinishCancellationPorts } from '../../order-runs/cancellation.ts';
import type { CurrentSequence } from '../../order-runs/current-sequence.ts';
import type { StartHeal } from '../../order-runs/start-heal.ts';
import type { StartProbe } from '../../order-runs/start-probe.ts';
import type { StartRunPorts } from '../../order-runs/start-run.ts';
import type { OperatorStepStore } from '../../order-store/operator-step-store.ts';
import type { OperatorStore } from '../../order-store/operator-store.ts';
import type { OrderStore } from '../../order-store/order-store.ts';
import type { SearchIndex } from '../../order-store/search-index.ts';
import type { SendTaskHeartbeat, SendTaskResult } from '../../step-functions.ts';
import type { Waiters } from '../waiters.ts';
import type { ConnectionPorts } from './connections.ts';

/** Dependencies of the operator routes. */
export interface OperatorPorts extends StartRunPorts, FinishCancellationPorts, ConnectionPorts {
  readonly orders: OrderStore;
  readonly index: Pick<SearchIndex, 'add'>;
  readonly operator: OperatorStore;
  readonly operatorSteps: OperatorStepStore;
  readonly currentSequence: CurrentSequence;
  readonly startHeal: StartHeal;
  readonly startProbe: StartProbe;
  readonly waiters: Waiters;
  readonly sendTaskResult: SendTaskResult;
  readonly sendTaskHeartbeat: SendTaskHeartbeat;
  now(): Date;
}
