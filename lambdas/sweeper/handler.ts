import { SWEEPER_METRICS, WEBHOOK_BACKLOG_METRICS } from '../../blueprint/metrics.ts';
import { sweepEventSchema } from '../../blueprint/wire/sweep-event.ts';
import { deploymentSchema } from '../../core/config/deployment.ts';
import { enabledWebhooks } from '../../core/webhooks/enabled-webhooks.ts';
import { laneStore, now, orderStore, orderTable, publishEvents, searchIndex, tenantConfig, wire } from '../compose.ts';
import {
  executions,
  leaveLanes,
  publishVersion,
  recordAbnormalEnd,
  startExecution,
  startRelease,
  undoSteps,
} from '../compose-runs.ts';
import { createConfigHistory } from '../config-history/config-history.ts';
import { createRecordDeployment } from '../config-history/record-deployment.ts';
import { createConnectionStore } from '../connections/connection-store.ts';
import { createEditionStore } from '../editions/edition-store.ts';
import { createRecordEdition } from '../editions/record-edition.ts';
import { readBuilt } from '../order-runs/current-sequence.ts';
import { createParkedOrders } from '../order-store/parking.ts';
import { tracedOrders } from '../order-store/traced-orders.ts';
import { createUnfinishedOrders } from '../order-store/unfinished-orders.ts';
import { type Handler, lazily } from '../runtime/lazily.ts';
import { createLogger, logAbout, logErrors } from '../runtime/logger.ts';
import { createPublishMetrics } from '../runtime/metrics.ts';
import { createDeliveryIndex } from '../webhook-store/delivery-index.ts';
import { createMeasureAges } from './measure-ages.ts';
import { createSweep, type SweepReport } from './sweep.ts';
import { createWatchConnections } from './watch-connections.ts';

/** Records the deployment, then recovers orders that a crash left behind; invoked by a schedule. */
export const handler: Handler<unknown, SweepReport | undefined> = lazily(async () => {
  const wiring = wire(['tenant', 'table', 'events', 'stateMachines', 'config', 'searchKey', 'deployment', 'edition']);
  const { DEPLOYMENT, EDITION, TENANT, TENANT_CONFIG_FILE } = wiring.env;
  const logger = createLogger(SWEEPER_METRICS.service);
  const onError = logErrors(logger);
  const onMetricsError = (error: unknown) => onError('Could not publish metrics', error);
  const publishMetrics = createPublishMetrics(TENANT, SWEEPER_METRICS, onMetricsError);
  const config = await tenantConfig(wiring);
  const deployment = deploymentSchema.parse(JSON.parse(DEPLOYMENT));
  const { canary } = config.aws;
  const recordEdition =
    canary !== undefined && EDITION
      ? createRecordEdition({
          editions: createEditionStore(...orderTable(wiring)),
          publishVersion: publishVersion(wiring),
          edition: EDITION,
          percent: canary.percent,
          by: deployment.by,
          readBuilt: () => readBuilt(TENANT_CONFIG_FILE, config),
          now,
        })
      : undefined;
  const recordDeployment = createRecordDeployment({
    history: createConfigHistory(...orderTable(wiring)),
    config,
    configFile: TENANT_CONFIG_FILE,
    now,
  });
  const orders = orderStore(wiring);
  const unfinished = createUnfinishedOrders(...orderTable(wiring));
  const measureAges = createMeasureAges({
    unfinished,
    orders,
    deliveries: createDeliveryIndex(...orderTable(wiring)),
    webhooks: enabledWebhooks(config),
    publishOrders: publishMetrics,
    publishWebhook: createPublishMetrics(TENANT, WEBHOOK_BACKLOG_METRICS, onMetricsError),
    onError,
    now,
  });
  const watchConnections = createWatchConnections({
    connections: createConnectionStore(...orderTable(wiring)),
    parkedOrders: createParkedOrders(...orderTable(wiring)),
    startRelease: startRelease(wiring),
    publish: publishMetrics,
    onError,
    now,
  });
  const sweep = createSweep({
    // It recovers one order after the other.
    orders: tracedOrders(orders, (order) => logAbout(logger, order)),
    index: searchIndex(wiring),
    unfinished,
    publishEvents: publishEvents(wiring),
    startExecution: startExecution(wiring),
    executions: executions(wiring),
    undoSteps: undoSteps(wiring),
    lanes: laneStore(wiring),
    leaveLanes: leaveLanes(wiring, onError),
    recordAbnormalEnd: recordAbnormalEnd(wiring, onError),
    onError,
    now,
  });
  return async (event) => {
    const { deployment: told = deployment, only } = sweepEventSchema.parse(event);
    await recordDeployment(told).catch((error: unknown) => onError('Could not record the deployment', error));
    await recordEdition?.().catch((error: unknown) => onError('Could not record the edition', error));
    if (only === 'deployment') return undefined;
    // Before the sweep, so that the ages are published even if the sweep runs out of time.
    await measureAges();
    await watchConnections();
    const report = await sweep();
    logger.resetKeys();
    const { started, published, settled, held, troubled } = report;
    if (started + published + settled + troubled > 0) logger.warn('Sweep found work', { ...report });
    publishMetrics({ started, published, settled, held, troubled });
    return report;
  };
});
