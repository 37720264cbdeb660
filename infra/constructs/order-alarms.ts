import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { CfnPermission, type IFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnSubscription, Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { type AlarmMetric, type AlarmSpec, DEPLOYED_EDITION } from '../../blueprint/alarms/alarm-spec.ts';
import { pascalCase } from '../../core/names.ts';
import { acknowledge } from '../acknowledge.ts';
import { distinctId } from '../logical-ids.ts';
import { type CandidateMetrics, failedOrdersPercent, type OrderMetrics, WINDOW } from './order-metrics.ts';

/** Properties of `OrderAlarms`. */
export interface OrderAlarmsProps {
  readonly alarms: readonly AlarmSpec[];
  readonly metrics: OrderMetrics;
  readonly topicArn: string;
  /** Id of the edition that is deployed; empty without `aws.canary`. */
  readonly edition: string;
  functionOf(id: string): IFunction;
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

  constructor(scope: Construct, id: string, { alarms, edition, functionOf, metrics, topicArn }: OrderAlarmsProps) {
    super(scope, id);
    const action = new SnsAction(Topic.fromTopicArn(this, 'Topic', topicArn));
    this.alarms = alarms.map(({ description, threshold, invokes, periods = 1, below = false, ...spec }) => {
      const alarm = new Alarm(this, constructId(spec), {
        alarmDescription: description.replaceAll(DEPLOYED_EDITION, edition),
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
      if (invokes !== undefined) invokeOn(alarm, functionOf(invokes), topicArn);
      return alarm;
    });
  }
}

/**
 * Invokes a function with the messages of one alarm, from the topic that it notifies anyway. Source: Amazon SNS Developer Guide, "Payload-based
 * message filtering".
 */
function invokeOn(alarm: Alarm, { functionArn }: IFunction, topicArn: string): void {
  const subscription = new CfnSubscription(alarm, 'Invocation', {
    topicArn,
    protocol: 'lambda',
    endpoint: functionArn,
    filterPolicyScope: 'MessageBody',
    filterPolicy: { AlarmName: [alarm.alarmName], NewStateValue: ['ALARM'] },
  });
  acknowledge(subscription, {
    'Serverless-SNSRedrivePolicy':
      'SNS delivers to a function for 23 days before it gives up, and the next deployment comes before.',
  });
  new CfnPermission(alarm, 'InvocationPermission', {
    action: 'lambda:InvokeFunction',
    functionName: functionArn,
    principal: 'sns.amazonaws.com',
    sourceArn: topicArn,
  });
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
    case 'candidate':
      return candidateIn(metrics)[source.measure];
    case 'api':
      return metrics.api[source.measure];
    case 'table':
      return metrics.tableThrottles;
    case 'rules':
      return metrics.deadLetters;
  }
}

function candidateIn({ candidate }: OrderMetrics): CandidateMetrics {
  if (candidate !== undefined) return candidate;
  throw new TypeError('Expected an alarm on the candidate only with aws.canary, found one without.');
}

function valueIn<Name extends string, Value>(values: ReadonlyMap<Name, Value>, name: Name): Value {
  const value = values.get(name);
  if (value === undefined)
    throw new TypeError(`Expected an alarm on one of ${[...values.keys()].join(', ')}, found "${name}".`);
  return value;
}
