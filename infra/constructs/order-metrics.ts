import type { HttpStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { type IMetric, MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Duration } from 'aws-cdk-lib/core';
import type { CANDIDATE_METRICS, LogMetricName } from '../../blueprint/log-metrics.ts';
import {
  type MetricGroup,
  type MetricKey,
  type MetricSpec,
  metricDimensionsOf,
  metricNamespaceOf,
  SWEEPER_METRICS,
  WEBHOOK_BACKLOG_METRICS,
  WEBHOOK_SENDER_METRICS,
} from '../../blueprint/metrics.ts';

/** The metrics of a Lambda. */
export interface FunctionMetrics {
  readonly invocations: IMetric;
  readonly errors: IMetric;
  readonly throttles: IMetric;
  readonly duration: IMetric;
}

/** The metrics of a state machine's executions. */
export interface StateMachineMetrics {
  readonly started: IMetric;
  readonly failures: IMetric;
  readonly timeouts: IMetric;
  readonly aborts: IMetric;
}

/** The metrics of the runs of the candidate: the edition that a share of new orders gets. */
export interface CandidateMetrics {
  /** Percentage of the runs that ended; held ones count as failed. 0 while fewer than 3 failed. */
  readonly failedPercent: IMetric;
}

/** The metrics of the API. */
export interface ApiMetrics {
  readonly requests: IMetric;
  readonly clientErrors: IMetric;
  readonly serverErrors: IMetric;
  readonly latency: IMetric;
}

/** The sweeper's metrics about a tenant's orders. */
export type SweeperMetrics = Readonly<Record<MetricKey<typeof SWEEPER_METRICS>, IMetric>>;

/** The sender's and the sweeper's metrics about one webhook. */
export type WebhookMetrics = Readonly<
  Record<MetricKey<typeof WEBHOOK_SENDER_METRICS> | MetricKey<typeof WEBHOOK_BACKLOG_METRICS>, IMetric>
>;

/** All metrics of a tenant. */
export interface OrderMetrics {
  readonly api: ApiMetrics;
  readonly tableThrottles: IMetric;
  /** Completed and failed orders: one line for each order type. */
  readonly ordersByType: readonly IMetric[];
  /** Absent without `aws.canary`. */
  readonly candidate: CandidateMetrics | undefined;
  readonly logs: Readonly<Record<LogMetricName, Metric>>;
  /** Responses that the API refused: 100 if one status reached its limit. */
  readonly refused: IMetric;
  /** Failed invocations of the functions that work in the background. */
  readonly functionErrors: IMetric;
  readonly sweeper: SweeperMetrics;
  /** Of the enabled webhooks, by name. */
  readonly webhooks: ReadonlyMap<string, WebhookMetrics>;
  /** By function id. */
  readonly functions: ReadonlyMap<string, FunctionMetrics>;
  /** By state machine id. */
  readonly stateMachines: ReadonlyMap<string, StateMachineMetrics>;
  /** Events that could not be delivered. */
  readonly deadLetters: IMetric;
}

const PERIOD = { period: Duration.minutes(5) };
/** Long enough for a few orders to end. */
export const WINDOW = { period: Duration.minutes(15), statistic: Stats.SUM };
const SUM = { ...PERIOD, statistic: Stats.SUM };
const STATISTICS: Readonly<Record<MetricSpec['unit'], string>> = { Count: Stats.SUM, Seconds: Stats.MAXIMUM };

/** Returns the metrics that Lambda publishes about a function. */
export function functionMetrics(fn: IFunction): FunctionMetrics {
  return {
    invocations: fn.metricInvocations(SUM),
    errors: fn.metricErrors(SUM),
    throttles: fn.metricThrottles(SUM),
    duration: fn.metricDuration({ ...PERIOD, statistic: Stats.percentile(95) }),
  };
}

/** Returns the metrics that Step Functions publishes about a state machine. @param label its name in graphs */
export function stateMachineMetrics(stateMachine: StateMachine, label: string): StateMachineMetrics {
  const window = { ...WINDOW, label };
  const failures = stateMachine.metricFailed(window);
  const timeouts = stateMachine.metricTimedOut(window);
  const aborts = stateMachine.metricAborted(window);
  return { started: stateMachine.metricStarted(window), failures, timeouts, aborts };
}

/** Returns the share of the orders that failed, of those that ended. 0 while fewer than 3 failed, so that one declined card raises no alarm. */
export function failedOrdersPercent({
  OrdersFailed,
  OrdersCompleted,
}: Pick<OrderMetrics['logs'], 'OrdersFailed' | 'OrdersCompleted'>): IMetric {
  return percentOf(OrdersFailed.with(WINDOW), OrdersCompleted.with(WINDOW));
}

/** Returns the metrics of the runs of an edition as a candidate, which the log of their ends counts. */
export function candidateMetrics(tenant: string, Edition: string): CandidateMetrics {
  const count = (metricName: keyof typeof CANDIDATE_METRICS): Metric =>
    new Metric({ namespace: metricNamespaceOf(tenant), metricName, dimensionsMap: { Edition }, ...WINDOW });
  return { failedPercent: percentOf(count('CandidateFailed'), count('CandidateCompleted')) };
}

function percentOf(failed: Metric, completed: Metric): IMetric {
  return new MathExpression({
    expression: 'IF(failed >= 3, 100 * failed / (failed + FILL(completed, 0)), 0)',
    usingMetrics: { failed, completed },
    label: 'failed %',
    period: WINDOW.period,
  });
}

/** Returns the metrics that API Gateway publishes about the stage. */
export function apiMetrics(stage: HttpStage): ApiMetrics {
  return {
    requests: stage.metricCount(SUM),
    clientErrors: stage.metricClientError(SUM),
    serverErrors: stage.metricServerError(SUM),
    latency: stage.metricLatency({ ...PERIOD, statistic: Stats.percentile(95) }),
  };
}

/** Returns how many requests DynamoDB throttled. */
export function tableThrottles(tableName: string): IMetric {
  const events = (metricName: string): Metric =>
    new Metric({ namespace: 'AWS/DynamoDB', metricName, dimensionsMap: { TableName: tableName }, ...SUM });
  return sumOf({ reads: events('ReadThrottleEvents'), writes: events('WriteThrottleEvents') }, 'throttled');
}

/** Returns the metrics that the sweeper publishes about the tenant. */
export function sweeperMetrics(tenant: string): SweeperMetrics {
  return publishedMetrics(tenant, SWEEPER_METRICS);
}

/** Returns the metrics that the sender and the sweeper publish about one webhook. */
export function webhookMetrics(tenant: string, webhook: string): WebhookMetrics {
  return {
    ...publishedMetrics(tenant, WEBHOOK_SENDER_METRICS, webhook),
    ...publishedMetrics(tenant, WEBHOOK_BACKLOG_METRICS, webhook),
  };
}

/** Returns the sum of metrics over 5 minutes; a metric without data counts as 0. */
function sumOf(terms: Readonly<Record<string, IMetric>>, label: string): IMetric {
  return new MathExpression({
    expression: Object.keys(terms)
      .map((name) => `FILL(${name}, 0)`)
      .join(' + '),
    usingMetrics: terms,
    label,
    ...PERIOD,
  });
}

function publishedMetrics<Key extends string>(
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
      ...PERIOD,
    }),
  ]);
  return Object.fromEntries(metrics) as Record<Key, IMetric>;
}
