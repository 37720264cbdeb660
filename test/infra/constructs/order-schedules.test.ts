import { describe, expect, it } from 'vitest';
import { synthTenant } from '../synth-tenant.ts';
import { blueprint } from '../tenant-fixture.ts';

const { stateless } = synthTenant();
const { Resources } = stateless.toJSON();

describe('OrderSchedules', () => {
  it('invokes every function of a schedule at its rate, with {}, and no other', () => {
    const schedules = Object.values(stateless.findResources('AWS::Scheduler::Schedule')).map(({ Properties }) => ({
      rate: Properties.ScheduleExpression,
      function: Resources[Properties.Target.Arn['Fn::GetAtt'][0]].Properties.FunctionName,
      input: Properties.Target.Input,
      retries: Properties.Target.RetryPolicy.MaximumRetryAttempts,
    }));
    expect(schedules).toEqual(
      blueprint().schedules.map(({ function: id, rateMinutes }) => ({
        rate: `rate(${rateMinutes} minute${rateMinutes === 1 ? '' : 's'})`,
        function: `fixture-${id}`,
        input: '{}',
        retries: 0,
      })),
    );
  });

  it('lets the scheduler invoke these functions only', () => {
    const [schedule] = Object.values(stateless.findResources('AWS::Scheduler::Schedule'));
    const [roleId] = schedule?.Properties.Target.RoleArn['Fn::GetAtt'] ?? [];
    const [statement, ...others] = Resources[roleId].Properties.Policies[0].PolicyDocument.Statement;
    expect(statement).toMatchObject({ Action: 'lambda:InvokeFunction', Resource: schedule?.Properties.Target.Arn });
    expect(others).toEqual([]);
  });
});
