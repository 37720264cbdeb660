import { type IMetric, MathExpression, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, type LogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { metricNamespaceOf } from '../../blueprint/metrics.ts';

/** What is counted from log lines. */
export interface LogMetricsProps {
  readonly tenant: string;
  logGroupOf(functionId: string): LogGroup;
}

interface LogMetricSpec {
  /** The function that logs it. */
  readonly function: string;
  /** The field of the JSON line that is read. */
  readonly field: string;
  /** The line counts when the field equals this. */
  readonly equals: string;
}

/** Metrics by their names, with the log line that each is read from. */
export const LOG_METRICS = {
  OrdersHeld: { function: 'complete-order', field: 'action', equals: 'hold' },
  UndosFailed: { function: 'complete-order', field: 'action', equals: 'undo-failed' },
  OrdersFailed: { function: 'complete-order', field: 'action', equals: 'fail' },
  OrdersCompleted: { function: 'complete-order', field: 'action', equals: 'complete' },
  SettledHeld: { function: 'execution-ended', field: 'settlement', equals: 'held' },
  SettledFailed: { function: 'execution-ended', field: 'settlement', equals: 'failed' },
} as const satisfies Readonly<Record<string, LogMetricSpec>>;

/** Name of a metric read from logs. */
export type LogMetricName = keyof typeof LOG_METRICS;

/** Those that are counted by order type too, under the same names, with the dimension `OrderType`. */
const BY_ORDER_TYPE = ['OrdersCompleted', 'OrdersFailed'] as const satisfies readonly LogMetricName[];

/** Counts what the functions log about orders, without a line of code or a call in their way. */
export class LogMetrics extends Construct {
  readonly metrics: Readonly<Record<LogMetricName, IMetric>>;
  /** Completed and failed orders, a line for each order type. */
  readonly byOrderType: readonly IMetric[];

  constructor(scope: Construct, id: string, { tenant, logGroupOf }: LogMetricsProps) {
    super(scope, id);
    const filter = (metricName: LogMetricName): IMetric => {
      const spec: LogMetricSpec = LOG_METRICS[metricName];
      return new MetricFilter(this, metricName, {
        logGroup: logGroupOf(spec.function),
        metricNamespace: metricNamespaceOf(tenant),
        metricName,
        filterPattern: FilterPattern.stringValue(`$.${spec.field}`, '=', spec.equals),
        metricValue: '1',
      }).metric({ statistic: Stats.SUM, period: Duration.minutes(5) });
    };
    this.byOrderType = BY_ORDER_TYPE.map((metricName) => {
      const { function: functionId, field, equals } = LOG_METRICS[metricName];
      new MetricFilter(this, `${metricName}ByType`, {
        logGroup: logGroupOf(functionId),
        metricNamespace: metricNamespaceOf(tenant),
        metricName,
        filterPattern: FilterPattern.stringValue(`$.${field}`, '=', equals),
        metricValue: '1',
        dimensions: { OrderType: '$.orderType' },
      });
      return new MathExpression({
        expression: `SEARCH('{"${metricNamespaceOf(tenant)}",OrderType} MetricName="${metricName}"', 'Sum', 300)`,
        label: metricName,
        usingMetrics: {},
        period: Duration.minutes(5),
      });
    });
    this.metrics = {
      OrdersHeld: filter('OrdersHeld'),
      UndosFailed: filter('UndosFailed'),
      OrdersFailed: filter('OrdersFailed'),
      OrdersCompleted: filter('OrdersCompleted'),
      SettledHeld: filter('SettledHeld'),
      SettledFailed: filter('SettledFailed'),
    };
  }
}
