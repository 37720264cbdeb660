import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { alarmSpecs } from './alarm-specs.ts';
import type { OrderMetrics } from './order-metrics.ts';

/** What the alarms watch and whom they tell. */
export interface OrderAlarmsProps {
  readonly metrics: OrderMetrics;
  readonly topicName: string;
  /** After how many seconds a run is late. */
  readonly expectedRunSeconds: number;
}

/** The alarms, each told to the tenant's topic when it goes off and when it is over. */
export class OrderAlarms extends Construct {
  readonly alarms: readonly Alarm[];

  constructor(scope: Construct, id: string, { metrics, topicName, expectedRunSeconds }: OrderAlarmsProps) {
    super(scope, id);
    const topicArn = Stack.of(this).formatArn({ service: 'sns', resource: topicName });
    const action = new SnsAction(Topic.fromTopicArn(this, 'Topic', topicArn));
    this.alarms = alarmSpecs(metrics, expectedRunSeconds).map(
      ({ id: alarmId, description, metric, threshold, periods = 1, below = false, missing }) => {
        const alarm = new Alarm(this, alarmId, {
          alarmDescription: description,
          metric,
          threshold,
          evaluationPeriods: periods,
          comparisonOperator: below
            ? ComparisonOperator.LESS_THAN_THRESHOLD
            : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
          treatMissingData: missing ?? TreatMissingData.NOT_BREACHING,
        });
        alarm.addAlarmAction(action);
        alarm.addOkAction(action);
        return alarm;
      },
    );
  }
}
