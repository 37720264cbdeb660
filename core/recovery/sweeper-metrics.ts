/** The metrics that the sweeper publishes, by what it counts. */
export const SWEEPER_METRICS = {
  started: 'SweeperStarted',
  published: 'SweeperPublished',
  settled: 'SweeperSettled',
  troubled: 'SweeperTroubled',
} as const;

/** The value of the `service` dimension of these metrics. */
export const SWEEPER_SERVICE = 'sweeper';

/** The namespace of a tenant's own metrics. */
export function metricNamespaceOf(tenant: string): string {
  return `Orders/${tenant}`;
}
