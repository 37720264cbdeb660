import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { metricNamespaceOf } from '../../core/recovery/sweeper-metrics.ts';

/** Counts by name, e.g. `{ SweeperStarted: 2 }`. */
export type Counts = Readonly<Record<string, number>>;

/** Makes what is counted a metric of CloudWatch; what is 0 is left out. */
export type PublishCounts = (counts: Counts) => void;

/**
 * Counts of a function as metrics of the tenant, by a line in its log (CloudWatch Embedded Metric Format).
 *
 * @param service the function's name
 */
export function createPublishCounts(tenant: string, service: string): PublishCounts {
  const metrics = new Metrics({ namespace: metricNamespaceOf(tenant), serviceName: service });
  return (counts) => {
    for (const [name, count] of Object.entries(counts)) {
      if (count > 0) metrics.addMetric(name, MetricUnit.Count, count);
    }
    if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
  };
}
