import type { OrderRecord } from '../../core/order/order-record.ts';
import { type StartRunPorts, startRun } from '../order-runs/start-run.ts';

/**
 * Starts the run of an order that is accepted already; never throws.
 *
 * @returns whether it started; else the sweeper starts it, later than anybody waits
 */
export async function tryStartRun(order: OrderRecord, ports: StartRunPorts): Promise<boolean> {
  try {
    await startRun(order, ports);
    return true;
  } catch (error) {
    ports.onError('Run not started; the sweeper starts it', error);
    return false;
  }
}
