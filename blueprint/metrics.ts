import { SWEEPER_FUNCTION, WEBHOOK_SENDER_FUNCTION } from './functions/function-ids.ts';

/** A metric that a function publishes as a line in its log. */
export interface MetricSpec {
  readonly name: string;
  /** `Count`: how often something happened; values are summed. `Seconds`: a gauge; its highest value matters. */
  readonly unit: 'Count' | 'Seconds';
  /** Whether 0 is published too. A metric is paid for the hours in which it has values. @default false */
  readonly zero?: true;
}

/** Metrics that one function publishes together. Functions, alarms and the dashboard all take them from here. */
export interface MetricGroup<Key extends string> {
  /** The function's id: the value of the `service` dimension. */
  readonly service: string;
  readonly metrics: Readonly<Record<Key, MetricSpec>>;
}

/** The keys of a group's metrics. */
export type MetricKey<Group> = Group extends MetricGroup<infer Key> ? Key : never;

/** Returns the namespace of a tenant's own metrics. */
export function metricNamespaceOf(tenant: string): string {
  return `Orders/${tenant}`;
}

/**
 * Returns the dimensions of a group's metrics.
 *
 * @param webhook name of the webhook that was measured; absent for metrics of the whole tenant
 */
export function metricDimensionsOf(
  { service }: Pick<MetricGroup<never>, 'service'>,
  webhook?: string,
): Readonly<Record<string, string>> {
  return { service, ...(webhook !== undefined && { webhook }) };
}

/** The sweeper's metrics about a tenant's orders. */
export const SWEEPER_METRICS = {
  service: SWEEPER_FUNCTION,
  metrics: {
    started: { name: 'SweeperStarted', unit: 'Count' },
    published: { name: 'SweeperPublished', unit: 'Count' },
    /** Abnormal ends that the sweeper recorded. */
    settled: { name: 'SweeperSettled', unit: 'Count' },
    /** Those of the recorded ends that hold their order: a person must look. */
    held: { name: 'SweeperHeld', unit: 'Count' },
    troubled: { name: 'SweeperTroubled', unit: 'Count' },
    /** Age of the oldest order that waits for its turn in a lane. */
    oldestQueued: { name: 'OldestQueuedOrderAge', unit: 'Seconds' },
    /** Age of the oldest active run; 0 if there is none. */
    oldestOrder: { name: 'OldestUnfinishedOrderAge', unit: 'Seconds', zero: true },
    /** Orders that wait for a partner that is unavailable. */
    parked: { name: 'ParkedOrders', unit: 'Count' },
    /** How long the first of them has waited. */
    oldestParked: { name: 'OldestParkedOrderAge', unit: 'Seconds' },
    /** For how long the connection is open that opened first. */
    connectionOpen: { name: 'ConnectionOpenAge', unit: 'Seconds' },
  },
} as const satisfies MetricGroup<string>;

/** The sweeper's metrics about each webhook with waiting deliveries. */
export const WEBHOOK_BACKLOG_METRICS = {
  service: SWEEPER_FUNCTION,
  metrics: {
    /** Time since the first attempt of the oldest delivery that waits for another one. */
    oldestDelivery: { name: 'OldestWaitingDeliveryAge', unit: 'Seconds' },
  },
} as const satisfies MetricGroup<string>;

/** The sender's metrics about each webhook, published only when something goes wrong. */
export const WEBHOOK_SENDER_METRICS = {
  service: WEBHOOK_SENDER_FUNCTION,
  metrics: {
    /** Attempts that failed, whether or not a later one succeeds. */
    triesFailed: { name: 'WebhookTriesFailed', unit: 'Count' },
    /** Events that the receiver gets only if an operator sends them again. */
    givenUp: { name: 'WebhookDeliveriesGivenUp', unit: 'Count' },
    /** How often the webhook was disabled, by its receiver or because it failed for too long. */
    disabled: { name: 'WebhookDisabled', unit: 'Count' },
  },
} as const satisfies MetricGroup<string>;
