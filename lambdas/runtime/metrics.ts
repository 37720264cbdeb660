import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { type MetricGroup, metricDimensionsOf, metricNamespaceOf } from '../../blueprint/metrics.ts';

/** What the values describe. */
export interface Measured {
  /** Name of the webhook, a dimension. Absent for metrics of the whole tenant. */
  readonly webhook?: string;
  /** Id of the order: a field of the log line, not a dimension, since each value of a dimension is billed. */
  readonly orderId?: string | undefined;
}

/**
 * Publishes values of a group's metrics. Never throws. Of values that are 0, only those are published whose metric says so.
 */
export type PublishMetrics<Key extends string> = (
  values: Readonly<Partial<Record<Key, number>>>,
  measured?: Measured,
) => void;

/**
 * Creates a function that publishes a tenant's metrics through the log (CloudWatch Embedded Metric Format), without an API
 * call.
 *
 * @param onError called if values could not be published: the function must not fail because of a metric
 */
export function createPublishMetrics<Key extends string>(
  tenant: string,
  group: MetricGroup<Key>,
  onError: (error: unknown) => void,
): PublishMetrics<Key> {
  const metrics = new Metrics({ namespace: metricNamespaceOf(tenant), serviceName: group.service });
  return (values, { webhook, orderId } = {}) => {
    try {
      for (const [key, value] of Object.entries<number | undefined>(values)) {
        const { name, unit, zero = false } = group.metrics[key as Key];
        if (value !== undefined && (value !== 0 || zero)) metrics.addMetric(name, MetricUnit[unit], value);
      }
      if (!metrics.hasStoredMetrics()) return;
      const { service: _, ...dimensions } = metricDimensionsOf(group, webhook);
      for (const [name, value] of Object.entries(dimensions)) metrics.addDimension(name, value);
      if (orderId !== undefined) metrics.addMetadata('orderId', orderId);
      metrics.publishStoredMetrics();
    } catch (error) {
      metrics.clearMetrics();
      metrics.clearDimensions();
      metrics.clearMetadata();
      onError(error);
    }
  };
}
