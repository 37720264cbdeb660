import { SWEEPER_METRICS, WEBHOOK_BACKLOG_METRICS } from '../../blueprint/metrics.ts';
import { enabledWebhooks } from '../../core/config/webhook-config.ts';
import { now, orderStore, orderTable, publishEvents, tenantConfig, wire } from '../compose.ts';
import { executions, recordAbnormalEnd, startExecution, undoSteps } from '../compose-runs.ts';
import { createUnfinishedOrders } from '../order-store/unfinished-orders.ts';
import { lazily } from '../runtime/lazily.ts';
import { createLogger, logErrors } from '../runtime/logger.ts';
import { createPublishMetrics } from '../runtime/metrics.ts';
import { createDeliveryIndex } from '../webhook-store/delivery-index.ts';
import { createMeasureAges } from './measure-ages.ts';
import { createSweep } from './sweep.ts';

/** Recovers orders that a crash left behind; invoked by a schedule. */
export const handler = lazily(async () => {
  const wiring = wire(['tenant', 'table', 'events', 'stateMachines', 'config']);
  const { TENANT } = wiring.env;
  const logger = createLogger(SWEEPER_METRICS.service);
  const onError = logErrors(logger);
  const onMetricsError = (error: unknown) => onError('Could not publish metrics', error);
  const publishMetrics = createPublishMetrics(TENANT, SWEEPER_METRICS, onMetricsError);
  const orders = orderStore(wiring);
  const unfinished = createUnfinishedOrders(...orderTable(wiring));
  const measureAges = createMeasureAges({
    unfinished,
    orders,
    deliveries: createDeliveryIndex(...orderTable(wiring)),
    webhooks: enabledWebhooks(await tenantConfig(wiring)),
    publishOrders: publishMetrics,
    publishWebhook: createPublishMetrics(TENANT, WEBHOOK_BACKLOG_METRICS, onMetricsError),
    onError,
    now,
  });
  const sweep = createSweep({
    orders,
    unfinished,
    publishEvents: publishEvents(wiring),
    startExecution: startExecution(wiring),
    executions: executions(wiring),
    undoSteps: undoSteps(wiring),
    recordAbnormalEnd: recordAbnormalEnd(wiring),
    onError,
    now,
  });
  return async () => {
    // Before the sweep, so that the ages are published even if the sweep runs out of time.
    await measureAges();
    const report = await sweep();
    const { started, published, settled, held, troubled } = report;
    if (started + published + settled + troubled > 0) logger.warn('Sweep found work', { ...report });
    publishMetrics({ started, published, settled, held, troubled });
    return report;
  };
});
