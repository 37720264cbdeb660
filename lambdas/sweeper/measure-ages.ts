import type { MetricKey } from '../../blueprint/metrics/metric-group.ts';
import type { SWEEPER_METRICS, WEBHOOK_BACKLOG_METRICS } from '../../blueprint/metrics/sweeper-metrics.ts';
import type { PublishMetrics } from '../runtime/metrics.ts';
import { type OldestRunPorts, oldestRun } from './oldest-run.ts';
import { type OldestWaitingDeliveryPorts, oldestWaitingDeliveryAge } from './oldest-waiting-delivery-age.ts';

/** What measuring works with. */
export interface MeasureAgesPorts extends OldestRunPorts, OldestWaitingDeliveryPorts {
  /** Names of the webhooks that are measured. */
  readonly webhooks: readonly string[];
  readonly publishOrders: PublishMetrics<MetricKey<typeof SWEEPER_METRICS>>;
  readonly publishWebhook: PublishMetrics<MetricKey<typeof WEBHOOK_BACKLOG_METRICS>>;
  /** Told of an age that could not be read; the next minute reads it again. */
  onError(message: string, error: unknown): void;
}

/**
 * Publishes how long the oldest run, and each webhook's oldest delivery, has been waited for. Never throws: an age that
 * cannot be read is left out, and keeps no other one and no sweep from its turn.
 */
export function createMeasureAges(ports: MeasureAgesPorts): () => Promise<void> {
  const measure = (what: string, publish: () => Promise<void>): Promise<void> =>
    publish().catch((error: unknown) => ports.onError(`The age of the oldest ${what} could not be read`, error));

  return async () => {
    await Promise.all([
      measure('run', async () => {
        const { seconds, orderId } = await oldestRun(ports);
        ports.publishOrders({ oldestOrder: seconds }, { orderId });
      }),
      ...ports.webhooks.map((webhook) =>
        measure(`delivery of webhook ${webhook}`, async () => {
          const oldestDelivery = await oldestWaitingDeliveryAge(webhook, ports);
          if (oldestDelivery !== undefined) ports.publishWebhook({ oldestDelivery }, { webhook });
        }),
      ),
    ]);
  };
}
