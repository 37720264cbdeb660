import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { AlarmMetric, AlarmSpec } from '../../blueprint/alarms/alarm-spec.ts';
import { pascalCase } from '../../core/names.ts';
import { distinctId } from '../logical-ids.ts';
import { failedOrdersPercent, type OrderMetrics, WINDOW } from './order-metrics.ts';

/** Properties of `OrderAlarms`. */
export interface OrderAlarmsProps {
  readonly alarms: readonly AlarmSpec[];
  readonly metrics: OrderMetrics;
  readonly topicArn: string;
}

const MISSING_DATA: Readonly<Record<NonNullable<AlarmSpec['missingData']>, TreatMissingData>> = {
  notBreaching: TreatMissingData.NOT_BREACHING,
  ignore: TreatMissingData.IGNORE,
  breaching: TreatMissingData.BREACHING,
};

const SUBJECT_IDS: Readonly<Record<NonNullable<AlarmSpec['subject']>['kind'], (name: string) => string>> = {
  function: pascalCase,
  webhook: distinctId,
};

/** The alarms of the blueprint. Each notifies the tenant's topic when it goes into ALARM and when it returns to OK. */
export class OrderAlarms extends Construct {
  readonly alarms: readonly Alarm[];

  constructor(scope: Construct, id: string, { alarms, metrics, topicArn }: OrderAlarmsProps) {
    super(scope, id);
    const action = new SnsAction(Topic.fromTopicArn(this, 'Topic', topicArn));
    this.alarms = alarms.map(({ description, threshold, periods = 1, below = false, ...spec }) => {
      const alarm = new Alarm(this, constructId(spec), {
        alarmDescription: description,
        metric: metricOf(spec.metric, metrics),
        threshold,
        evaluationPeriods: periods,
        comparisonOperator: below
          ? ComparisonOperator.LESS_THAN_THRESHOLD
          : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        treatMissingData: MISSING_DATA[spec.missingData ?? 'notBreaching'],
      });
      alarm.addAlarmAction(action);
      alarm.addOkAction(action);
      return alarm;
    });
  }
}

function constructId({ id, subject }: Pick<AlarmSpec, 'id' | 'subject'>): string {
  return subject === undefined ? id : `${id}${SUBJECT_IDS[subject.kind](subject.name)}`;
}

function metricOf(source: AlarmMetric, metrics: OrderMetrics): IMetric {
  switch (source.of) {
    case 'log':
      return source.minutes === undefined ? metrics.logs[source.measure] : metrics.logs[source.measure].with(WINDOW);
    case 'orders':
      return failedOrdersPercent(metrics.logs);
    case 'access':
      return metrics.refused;
    case 'functions':
      return metrics.functionErrors;
    case 'sweeper':
      return metrics.sweeper[source.measure];
    case 'webhook':
      return valueIn(metrics.webhooks, source.name)[source.measure];
    case 'function':
      return valueIn(metrics.functions, source.name)[source.measure];
    case 'api':
      return metrics.api[source.measure];
    case 'table':
      return metrics.tableThrottles;
    case 'rules':
      return metrics.deadLetters;
  }
}

function valueIn<Name extends string, Value>(values: ReadonlyMap<Name, Value>, name: Name): Value {
  const value = values.get(name);
  if (value === undefined)
    throw new TypeError(`Expected an alarm on one of ${[...values.keys()].join(', ')}, found "${name}".`);
  return value;
}
