import { type IMetric, MathExpression, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, type LogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { LOG_METRICS, type LogMetricName, type LogMetricSpec, metricNamespaceOf } from '../../blueprint/metrics.ts';

/** Properties of `LogMetrics`. */
export interface LogMetricsProps {
  readonly tenant: string;
  logGroupOf(functionId: string): LogGroup;
}

/** Metric filters that count log lines about orders. The functions need no extra code and make no extra calls. */
export class LogMetrics extends Construct {
  readonly metrics: Readonly<Record<LogMetricName, IMetric>>;
  /** Each metric that is counted by order type: one line for each type. */
  readonly byOrderType: readonly IMetric[];

  constructor(scope: Construct, id: string, { tenant, logGroupOf }: LogMetricsProps) {
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
