import {
  COMPLETE_ORDER_FUNCTION,
  EXECUTION_ENDED_FUNCTION,
  SWEEPER_FUNCTION,
  WEBHOOK_SENDER_FUNCTION,
} from './functions/function-ids.ts';

/** A metric that a function publishes as a line in its log. */
export interface MetricSpec {
  readonly name: string;
  /** `Count`: how often something happened; values are summed. `Seconds`: a gauge; its highest value matters. */
  readonly unit: 'Count' | 'Seconds';
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
    /** Age of the oldest order that waits for its turn in a lane; 0 if there is none. */
    oldestQueued: { name: 'OldestQueuedOrderAge', unit: 'Seconds' },
    /** Age of the oldest active run; 0 if there is none. */
    oldestOrder: { name: 'OldestUnfinishedOrderAge', unit: 'Seconds' },
    /** Orders that wait for a partner that is unavailable. */
    parked: { name: 'ParkedOrders', unit: 'Count' },
    /** How long the first of them has waited; 0 if none waits. */
    oldestParked: { name: 'OldestParkedOrderAge', unit: 'Seconds' },
    /** For how long the connection is open that opened first; 0 if none is. */
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

/** A metric that counts lines of a function's log. */
export interface LogMetricSpec {
  /** The function that writes the line. */
  readonly function: string;
  /** The field of the JSON line to compare. */
  readonly field: string;
  /** The line counts if the field equals this. */
  readonly equals: string;
  /** Whether it is also counted by order type, under the same name with the dimension `OrderType`. */
  readonly byOrderType?: true;
}

/** Metrics by their names, with the log line that each counts. */
export const LOG_METRICS = {
  OrdersHeld: { function: COMPLETE_ORDER_FUNCTION, field: 'action', equals: 'hold' },
  UndosFailed: { function: COMPLETE_ORDER_FUNCTION, field: 'action', equals: 'undo-failed' },
  OrdersCompleted: { function: COMPLETE_ORDER_FUNCTION, field: 'action', equals: 'complete', byOrderType: true },
  OrdersFailed: { function: COMPLETE_ORDER_FUNCTION, field: 'action', equals: 'fail', byOrderType: true },
  SettledHeld: { function: EXECUTION_ENDED_FUNCTION, field: 'settlement', equals: 'held' },
  SettledFailed: { function: EXECUTION_ENDED_FUNCTION, field: 'settlement', equals: 'failed' },
} as const satisfies Readonly<Record<string, LogMetricSpec>>;

/** Metrics that count responses of the API in its access log, by their names, with the status that each counts. */
export const ACCESS_METRICS = {
  RequestsUnauthorized: '401',
  RequestsForbidden: '403',
  RequestsThrottled: '429',
} as const;

/** Name of a metric that counts responses of the API. */
export type AccessMetricName = keyof typeof ACCESS_METRICS;

/** Name of a metric that counts log lines. */
export type LogMetricName = keyof typeof LOG_METRICS;
