import type { HttpStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { type IMetric, MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Duration } from 'aws-cdk-lib/core';
import type { LogMetricName } from './log-metrics.ts';
import type { SweeperMetrics, WebhookMetrics } from './published-metrics.ts';

/** How a function does. */
export interface FunctionMetrics {
  readonly invocations: IMetric;
  readonly errors: IMetric;
  readonly throttles: IMetric;
  readonly duration: IMetric;
}

/** How the executions of a state machine end. */
export interface StateMachineMetrics {
  readonly started: IMetric;
  readonly succeeded: IMetric;
  /** Failed, timed out or aborted. */
  readonly failed: IMetric;
  /** Percent of the ended executions; 0 while fewer than 3 failed, so that one refused card is no alarm. */
  readonly failedPercent: IMetric;
}

/** How the API does. */
export interface ApiMetrics {
  readonly requests: IMetric;
  readonly clientErrors: IMetric;
  readonly serverErrors: IMetric;
  readonly latency: IMetric;
}

/** Everything that is measured of a tenant. */
export interface OrderMetrics {
  readonly api: ApiMetrics;
  readonly tableThrottles: IMetric;
  /** Completed and failed orders by type: one line for each type there is. */
  readonly ordersByType: readonly IMetric[];
  readonly logs: Readonly<Record<LogMetricName, IMetric>>;
  readonly sweeper: SweeperMetrics;
  /** By name, those that are switched on. */
  readonly webhooks: ReadonlyMap<string, WebhookMetrics>;
  /** By function id. */
  readonly functions: ReadonlyMap<string, FunctionMetrics>;
  /** By sequence name. */
  readonly sequences: ReadonlyMap<string, StateMachineMetrics>;
  /** Of the state machines that serve all sequences, by id. */
  readonly services: ReadonlyMap<string, StateMachineMetrics>;
  /** Events whose execution could not be started. */
  readonly deadLetters: IMetric;
}

const PERIOD = { period: Duration.minutes(5) };
const SUM = { ...PERIOD, statistic: Stats.SUM };

/** The metrics that Lambda keeps of a function. */
export function functionMetrics(fn: IFunction): FunctionMetrics {
  return {
    invocations: fn.metricInvocations(SUM),
    errors: fn.metricErrors(SUM),
    throttles: fn.metricThrottles(SUM),
    duration: fn.metricDuration({ ...PERIOD, statistic: Stats.percentile(95) }),
  };
}

/** The metrics that Step Functions keeps of a state machine. */
export function stateMachineMetrics(stateMachine: StateMachine): StateMachineMetrics {
  const window = { period: Duration.minutes(15), statistic: Stats.SUM };
  const succeeded = stateMachine.metricSucceeded(window);
  const failed = new MathExpression({
    expression: 'FILL(failures, 0) + FILL(timeouts, 0) + FILL(aborts, 0)',
    usingMetrics: {
      failures: stateMachine.metricFailed(window),
      timeouts: stateMachine.metricTimedOut(window),
      aborts: stateMachine.metricAborted(window),
    },
    label: 'failed',
    period: window.period,
  });
  return {
    started: stateMachine.metricStarted(window),
    succeeded,
    failed,
    failedPercent: new MathExpression({
      expression: 'IF(failed >= 3, 100 * failed / (failed + FILL(succeeded, 0)), 0)',
      usingMetrics: { failed, succeeded },
      label: 'failed %',
      period: window.period,
    }),
  };
}

/** The metrics that API Gateway keeps of the stage. */
export function apiMetrics(stage: HttpStage): ApiMetrics {
  return {
    requests: stage.metricCount(SUM),
    clientErrors: stage.metricClientError(SUM),
    serverErrors: stage.metricServerError(SUM),
    latency: stage.metricLatency({ ...PERIOD, statistic: Stats.percentile(95) }),
  };
}

/** Requests that DynamoDB turned down because the table had too many. */
export function tableThrottles(tableName: string): IMetric {
  const events = (metricName: string): Metric =>
    new Metric({ namespace: 'AWS/DynamoDB', metricName, dimensionsMap: { TableName: tableName }, ...SUM });
  return new MathExpression({
    expression: 'FILL(reads, 0) + FILL(writes, 0)',
    usingMetrics: { reads: events('ReadThrottleEvents'), writes: events('WriteThrottleEvents') },
    label: 'throttled',
    ...PERIOD,
  });
}
