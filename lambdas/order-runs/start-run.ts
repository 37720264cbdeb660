import type { OrderRecord } from '../../core/order/order-record.ts';
import { publishStart, type UnmarkedPorts } from '../order-events/outbox.ts';
import type { StartExecution } from './executions.ts';

/** Dependencies of starting a run. */
export interface StartRunPorts extends UnmarkedPorts {
  readonly startExecution: StartExecution;
  /** Called with an error that the sweeper recovers from. */
  onError(message: string, error: unknown): void;
}

/**
 * Publishes the first events of a stored order's latest run, and then starts the run. The events of earlier runs were
 * published when they ended.
 *
 * Publishing comes first, so the events of a started run are published or its order is marked. After a crash in between,
 * the order is still `submitted` and the sweeper finds it. Success needs no further write.
 *
 * @throws what StartExecution throws; the order stays `submitted` and the sweeper starts it
 */
export async function startRun(order: OrderRecord, ports: StartRunPorts): Promise<void> {
  const onError = (error: unknown) => ports.onError('Events not published. The sweeper will publish them.', error);
  await publishStart(order, onError, ports);
  await ports.startExecution(order);
}
