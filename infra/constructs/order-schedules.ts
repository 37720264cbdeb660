import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Schedule, ScheduleExpression, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Aws, Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { ScheduleSpec } from '../../blueprint/schedules.ts';
import { pascalCase } from '../../core/names.ts';

/** Properties of `OrderSchedules`. */
export interface OrderSchedulesProps {
  readonly schedules: readonly ScheduleSpec[];
  functionOf(id: string): IFunction;
}

/** The schedules of the blueprint. A failed invocation is not retried: the next one does its work. */
export class OrderSchedules extends Construct {
  constructor(scope: Construct, id: string, { schedules, functionOf }: OrderSchedulesProps) {
    super(scope, id);
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
      inlinePolicies: {
        Invoke: new PolicyDocument({
          statements: [
            new PolicyStatement({
              actions: ['lambda:InvokeFunction'],
              resources: schedules.map((spec) => functionOf(spec.function).functionArn),
            }),
          ],
        }),
      },
    });
    for (const spec of schedules) {
      new Schedule(this, pascalCase(spec.id), {
        schedule: ScheduleExpression.rate(Duration.minutes(spec.rateMinutes)),
        target: new LambdaInvoke(functionOf(spec.function), {
          role: role.withoutPolicyUpdates(),
          input: ScheduleTargetInput.fromObject({}),
          retryAttempts: 0,
        }),
      });
    }
  }
}
