import { statusChangeSchema } from '../../blueprint/wire/status-change.ts';
import { runOfExecutionName } from '../../core/order/order-ids.ts';
import { SERVICE_MACHINES } from '../../core/sequence/service-machines.ts';
import { orderStore, wire } from '../compose.ts';
import { recordAbnormalEnd } from '../compose-runs.ts';
import { tracedOrders } from '../order-store/traced-orders.ts';
import { lazily } from '../runtime/lazily.ts';
import { createLogger, logAbout, logErrors } from '../runtime/logger.ts';
import { candidateOf } from './complete-order.ts';

/** Records the end of runs whose execution ended abnormally, and logs that of service machines; invoked by a rule on the default event bus. */
export const handler = lazily(() => {
  const wiring = wire(['tenant', 'table', 'events', 'stateMachines', 'config']);
  const { STATE_MACHINE_PREFIX } = wiring.env;
  const logger = createLogger('execution-ended');
  const orders = tracedOrders(orderStore(wiring), (order) => logAbout(logger, order));
  const record = recordAbnormalEnd(wiring, logErrors(logger), orders);
  return async (event: unknown) => {
    const { stateMachineArn, name, status, error, cause } = statusChangeSchema.parse(event).detail;
    const found = runOfExecutionName(name);
    if (found === undefined) {
      const machine = stateMachineArn.slice(STATE_MACHINE_PREFIX.length);
      // Those of the order before.
      logger.removeKeys(['correlation_id', 'trace_id']);
      if (isServiceMachine(machine))
        logger.warn('Execution of a service machine ended abnormally', { machine, status });
      return { settlement: 'known' };
    }
    const { orderId, run } = found;
    logAbout(logger, { id: orderId });
    const settlement = await record(orderId, run, {
      status,
      ...(error && { error }),
      ...(cause && { cause }),
    });
    if (settlement !== 'known') {
      const order = await orders.get(orderId);
      logger.warn('Abnormal end recorded', { run, status, settlement, ...(order && candidateOf(order)) });
    }
    return { settlement };
  };
});

function isServiceMachine(machine: string): boolean {
  return SERVICE_MACHINES.some((name) => name === machine);
}
