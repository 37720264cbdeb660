import { type IMetric, MathExpression, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, type ILogGroup, type LogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import {
  ACCESS_METRICS,
  type AccessMetricName,
  LOG_METRICS,
  type LogMetricName,
  type LogMetricSpec,
  metricNamespaceOf,
} from '../../blueprint/metrics.ts';

/** Properties of `LogMetrics`. */
export interface LogMetricsProps {
  readonly tenant: string;
  logGroupOf(functionId: string): LogGroup;
  /** The log group of the API's access log. */
  readonly accessLogs: ILogGroup;
}

/** Metric filters that count log lines about orders. The functions need no extra code and make no extra calls. */
export class LogMetrics extends Construct {
  readonly metrics: Readonly<Record<LogMetricName, IMetric>>;
  /** Responses of the API by status. */
  readonly access: Readonly<Record<AccessMetricName, IMetric>>;
  /** Each metric that is counted by order type: one line for each type. */
  readonly byOrderType: readonly IMetric[];

  constructor(scope: Construct, id: string, { tenant, logGroupOf, accessLogs }: LogMetricsProps) {
    super(scope, id);
    const metricNamespace = metricNamespaceOf(tenant);
    const addFilter = (metricName: string, spec: LogMetricSpec, byType = false): MetricFilter =>
      new MetricFilter(this, byType ? `${metricName}ByType` : metricName, {
        logGroup: logGroupOf(spec.function),
        metricNamespace,
        metricName,
        filterPattern: FilterPattern.stringValue(`$.${spec.field}`, '=', spec.equals),
        metricValue: '1',
        ...(byType && { dimensions: { OrderType: '$.orderType' } }),
      });
    const specs = Object.entries<LogMetricSpec>(LOG_METRICS);
    this.metrics = Object.fromEntries(
      specs.map(([name, spec]): [string, IMetric] => [
        name,
        addFilter(name, spec).metric({ statistic: Stats.SUM, period: Duration.minutes(5) }),
      ]),
    ) as Record<LogMetricName, IMetric>;
    this.access = Object.fromEntries(
      Object.entries(ACCESS_METRICS).map(([metricName, status]): [string, IMetric] => [
        metricName,
        new MetricFilter(this, metricName, {
          logGroup: accessLogs,
          metricNamespace,
          metricName,
          filterPattern: FilterPattern.stringValue('$.status', '=', status),
          metricValue: '1',
        }).metric({ statistic: Stats.SUM, period: Duration.minutes(5) }),
      ]),
    ) as Record<AccessMetricName, IMetric>;
    this.byOrderType = specs
      .filter(([, { byOrderType = false }]) => byOrderType)
      .map(([name, spec]) => {
        addFilter(name, spec, true);
        return new MathExpression({
          expression: `SEARCH('{"${metricNamespace}",OrderType} MetricName="${name}"', 'Sum', 300)`,
          label: name,
          usingMetrics: {},
          period: Duration.minutes(5),
        });
      });
  }
}
