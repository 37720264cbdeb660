import { type IMetric, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Duration } from 'aws-cdk-lib/core';
import { SWEEPER_METRICS, WEBHOOK_BACKLOG_METRICS } from '../../blueprint/metrics/sweeper-metrics.ts';
import { WEBHOOK_SENDER_METRICS } from '../../blueprint/metrics/webhook-sender-metrics.ts';
import {
  type MetricGroup,
  type MetricKey,
  type MetricSpec,
  metricDimensionsOf,
  metricNamespaceOf,
} from '../../blueprint/metrics.ts';

/** What the sweeper had to do, and how long the oldest run has been under way. */
export type SweeperMetrics = Readonly<Record<MetricKey<typeof SWEEPER_METRICS>, IMetric>>;

/** What a webhook's receiver did not take. */
export type WebhookMetrics = Readonly<
  Record<MetricKey<typeof WEBHOOK_SENDER_METRICS> | MetricKey<typeof WEBHOOK_BACKLOG_METRICS>, IMetric>
>;

const STATISTICS: Readonly<Record<MetricSpec['unit'], string>> = { Count: Stats.SUM, Seconds: Stats.MAXIMUM };

/** The metrics that the sweeper publishes of the tenant. */
export function sweeperMetrics(tenant: string): SweeperMetrics {
  return metricsOf(tenant, SWEEPER_METRICS);
}

/** The metrics that the sender and the sweeper publish of one webhook. */
export function webhookMetrics(tenant: string, webhook: string): WebhookMetrics {
  return {
    ...metricsOf(tenant, WEBHOOK_SENDER_METRICS, webhook),
    ...metricsOf(tenant, WEBHOOK_BACKLOG_METRICS, webhook),
  };
}

function metricsOf<Key extends string>(
  tenant: string,
  group: MetricGroup<Key>,
  webhook?: string,
): Readonly<Record<Key, IMetric>> {
  const metrics = Object.entries<MetricSpec>(group.metrics).map(([key, { name, unit }]) => [
    key,
    new Metric({
      namespace: metricNamespaceOf(tenant),
      metricName: name,
      dimensionsMap: metricDimensionsOf(group, webhook),
      statistic: STATISTICS[unit],
      period: Duration.minutes(5),
    }),
  ]);
  return Object.fromEntries(metrics) as Record<Key, IMetric>;
}
