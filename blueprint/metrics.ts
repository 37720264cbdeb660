/** One metric that a function publishes by a line in its log. */
export interface MetricSpec {
  readonly name: string;
  /** `Count`: what happened, to be summed up. `Seconds`: how things stand, of which the highest matters. */
  readonly unit: 'Count' | 'Seconds';
}

/** Metrics that one function publishes together. Functions, alarms and the dashboard all take them from here. */
export interface MetricGroup<Key extends string> {
  /** The function's name: the value of the `service` dimension. */
  readonly service: string;
  readonly metrics: Readonly<Record<Key, MetricSpec>>;
}

/** The keys of a group's metrics. */
export type MetricKey<Group> = Group extends MetricGroup<infer Key> ? Key : never;

/** The namespace of a tenant's own metrics. */
export function metricNamespaceOf(tenant: string): string {
  return `Orders/${tenant}`;
}

/**
 * The dimensions of a group's metrics.
 *
 * @param webhook name of the webhook that was measured; absent for what concerns the whole tenant
 */
export function metricDimensionsOf(
  { service }: Pick<MetricGroup<never>, 'service'>,
  webhook?: string,
): Readonly<Record<string, string>> {
  return { service, ...(webhook !== undefined && { webhook }) };
}
