import type { OrderRecord } from '../../core/order/order-record.ts';
import { publishStart, type UnmarkedPorts } from '../order-events/outbox.ts';
import type { OrderStore } from '../order-store/order-store.ts';
import type { StartExecution } from './executions.ts';
import { type TurnPorts, takeTurn } from './lanes.ts';

/** Dependencies of starting a run. */
export interface StartRunPorts extends UnmarkedPorts, TurnPorts {
  readonly orders: Pick<OrderStore, 'get' | 'markUnpublished'>;
  readonly startExecution: StartExecution;
  /** Called with an error that the sweeper recovers from. */
  onError(message: string, error: unknown): void;
}

/**
 * Publishes the first events of a stored order's latest run, and starts the run as soon as it is the order's turn in its lanes:
 * now, or else when the order ahead ends. The events of earlier runs were published when they ended.
 *
 * Publishing comes before the start, so the events of a started run are published or its order is marked. After a crash in between,
 * the order is still `submitted` and the sweeper finds it. Success needs no further write, unless the order has to wait.
 *
 * @returns the id of the order ahead; undefined if the run was started
 * @throws what the stores and StartExecution throw; the order stays `submitted` and the sweeper starts it
 */
export async function startRun(order: OrderRecord, ports: StartRunPorts): Promise<string | undefined> {
  const ahead = await takeTurn(order, ports);
  await publishFirstEvents(order, ports);
  if (ahead === undefined) await ports.startExecution(order);
  else if (order.queued === undefined) await ports.lanes.queue(order);
  return ahead;
}

/** The events of a queued order were published before it was recorded as queued. */
async function publishFirstEvents(order: OrderRecord, ports: StartRunPorts): Promise<void> {
  if (order.queued !== undefined) return;
  const onError = (error: unknown) => ports.onError('Events not published. The sweeper will publish them.', error);
  await publishStart(order, onError, ports);
}
