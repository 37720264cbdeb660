import { type IMetric, MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import {
  FilterPattern,
  type ILogGroup,
  type JsonPattern,
  type LogGroup,
  MetricFilter,
  type MetricFilterProps,
} from 'aws-cdk-lib/aws-logs';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import {
  ACCESS_METRICS,
  CANDIDATE_METRICS,
  FUNCTION_ERRORS_METRIC,
  LOG_METRICS,
  type LogMetricName,
  type LogMetricSource,
  type LogMetricSpec,
  REFUSED_METRIC,
} from '../../blueprint/log-metrics.ts';
import { metricNamespaceOf } from '../../blueprint/metrics.ts';
import { pascalCase } from '../../core/names.ts';

/** Properties of `LogMetrics`. */
export interface LogMetricsProps {
  readonly tenant: string;
  logGroupOf(functionId: string): LogGroup;
  /** Ids of the functions whose failed invocations are counted. */
  readonly backgroundFunctions: readonly string[];
  /** Whether the ends of the candidate's runs are counted by their edition. */
  readonly byEdition: boolean;
  /** The log group of the API's access log. */
  readonly accessLogs: ILogGroup;
}

/**
 * Metric filters that count log lines about orders. The functions need no extra code and make no extra calls.
 *
 * Several filters may add to one metric, and a filter costs nothing: an alarm that several sources feed reads one metric.
 */
export class LogMetrics extends Construct {
  readonly metrics: Readonly<Record<LogMetricName, Metric>>;
  /** Responses that the API refused: 100 if one status reached its limit. */
  readonly refused: IMetric;
  /** Failed invocations of the background functions. */
  readonly functionErrors: IMetric;
  /** Each metric that is counted by order type: one line for each type. */
  readonly byOrderType: readonly IMetric[];
  readonly #metricNamespace: string;

  constructor(
    scope: Construct,
    id: string,
    { tenant, logGroupOf, backgroundFunctions, accessLogs, byEdition }: LogMetricsProps,
  ) {
    super(scope, id);
    this.#metricNamespace = metricNamespaceOf(tenant);
    const specs = Object.entries<LogMetricSpec>(LOG_METRICS);
    for (const [metricName, { sources, byOrderType = false }] of specs) {
      for (const [at, source] of sources.entries())
        this.#addFilter(
          at === 0 ? metricName : `${metricName}${pascalCase(source.function)}${pascalCase(source.field)}`,
          {
            metricName,
            logGroup: logGroupOf(source.function),
            ...countOf(source),
          },
        );
      if (byOrderType)
        this.#addFilter(`${metricName}ByType`, {
          metricName,
          logGroup: logGroupOf(sources[0].function),
          ...countOf(sources[0]),
          dimensions: { OrderType: '$.orderType' },
        });
    }
    if (byEdition)
      for (const [metricName, sources] of Object.entries<readonly LogMetricSource[]>(CANDIDATE_METRICS))
        for (const source of sources)
          this.#addFilter(`${metricName}${pascalCase(source.function)}`, {
            metricName,
            logGroup: logGroupOf(source.function),
            filterPattern: FilterPattern.all(patternOf(source), FilterPattern.exists('$.edition')),
            metricValue: '1',
            dimensions: { Edition: '$.edition' },
          });
    this.metrics = Object.fromEntries(specs.map(([name]) => [name, this.#sumOf(name)])) as Record<
      LogMetricName,
      Metric
    >;
    this.byOrderType = specs.filter(([, { byOrderType }]) => byOrderType).map(([name]) => this.#linesByType(name));

    for (const [metricName, { status, limit }] of Object.entries(ACCESS_METRICS)) {
      const refused = { logGroup: accessLogs, filterPattern: FilterPattern.stringValue('$.status', '=', status) };
      this.#addFilter(metricName, { metricName, ...refused, metricValue: '1' });
      this.#addFilter(`${metricName}Share`, { metricName: REFUSED_METRIC, ...refused, metricValue: `${100 / limit}` });
    }
    this.refused = this.#sumOf(REFUSED_METRIC);

    for (const functionId of backgroundFunctions)
      this.#addFilter(`${pascalCase(functionId)}Errors`, {
        metricName: FUNCTION_ERRORS_METRIC,
        logGroup: logGroupOf(functionId),
        filterPattern: FAILED_INVOCATION,
        metricValue: '1',
      });
    this.functionErrors = this.#sumOf(FUNCTION_ERRORS_METRIC);
  }

  #addFilter(id: string, props: Omit<MetricFilterProps, 'metricNamespace'>): void {
    new MetricFilter(this, id, { ...props, metricNamespace: this.#metricNamespace });
  }

  #sumOf(metricName: string): Metric {
    const namespace = this.#metricNamespace;
    return new Metric({ namespace, metricName, statistic: Stats.SUM, period: Duration.minutes(5) });
  }

  #linesByType(name: string): IMetric {
    return new MathExpression({
      expression: `SEARCH('{"${this.#metricNamespace}",OrderType} MetricName="${name}"', 'Sum', 300)`,
      label: name,
      usingMetrics: {},
      period: Duration.minutes(5),
    });
  }
}

/**
 * The line of the platform about an invocation that threw, timed out or lost its environment. It is logged at level WARN; those of
 * successful invocations are not. Source: AWS Lambda Developer Guide, "System log level event mapping".
 */
const FAILED_INVOCATION = FilterPattern.all(
  FilterPattern.stringValue('$.type', '=', 'platform.report'),
  FilterPattern.stringValue('$.record.status', '!=', 'success'),
);

function countOf(source: LogMetricSource): Pick<MetricFilterProps, 'filterPattern' | 'metricValue'> {
  return { filterPattern: patternOf(source), metricValue: source.equals === undefined ? `$.${source.field}` : '1' };
}

function patternOf({ field, equals }: LogMetricSource): JsonPattern {
  if (equals === undefined) return FilterPattern.numberValue(`$.${field}`, '>', 0);
  const patterns = equals.map((value) => FilterPattern.stringValue(`$.${field}`, '=', value));
  const [only] = patterns;
  return patterns.length === 1 && only ? only : FilterPattern.any(...patterns);
}
