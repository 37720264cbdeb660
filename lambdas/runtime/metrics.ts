import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { type MetricGroup, metricDimensionsOf, metricNamespaceOf } from '../../blueprint/metrics.ts';

/** What was measured. */
export interface Measured {
  /** Name of the webhook, a dimension; absent for what concerns the whole tenant. */
  readonly webhook?: string;
  /** Id of the order that the value is of: a field of the log line, never a dimension, of which each value has a price. */
  readonly orderId?: string | undefined;
}

/**
 * Publishes values of a group's metrics; never throws. A count of 0 is left out, so that nothing is written when nothing
 * happened; an age of 0 is published, since it says that all is well.
 */
export type PublishMetrics<Key extends string> = (
  values: Readonly<Partial<Record<Key, number>>>,
  measured?: Measured,
) => void;

/**
 * Publishes metrics of the tenant by one line in the function's log (CloudWatch Embedded Metric Format): no call, and no
 * waiting.
 *
 * @param onError told of values that could not be published; what the function does is worth more than its count
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
        const { name, unit } = group.metrics[key as Key];
        if (value !== undefined && (value > 0 || unit === 'Seconds')) metrics.addMetric(name, MetricUnit[unit], value);
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
