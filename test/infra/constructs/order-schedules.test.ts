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
        rate: rateMinutes === 60 ? 'rate(1 hour)' : `rate(${rateMinutes} minute${rateMinutes === 1 ? '' : 's'})`,
        function: `fixture-${id}`,
        input: '{}',
        retries: 0,
      })),
    );
  });

  it('lets the scheduler invoke these functions only', () => {
    const schedules = Object.values(stateless.findResources('AWS::Scheduler::Schedule'));
    const targets = schedules.map(({ Properties }) => Properties.Target);
    const [roleId, ...otherRoles] = new Set(targets.map(({ RoleArn }) => RoleArn['Fn::GetAtt'][0]));
    expect(otherRoles).toEqual([]);
    const [statement, ...others] = Resources[String(roleId)].Properties.Policies[0].PolicyDocument.Statement;
    expect(statement).toMatchObject({ Action: 'lambda:InvokeFunction', Effect: 'Allow' });
    expect(new Set(statement.Resource)).toEqual(new Set(targets.map(({ Arn }) => Arn)));
    expect(others).toEqual([]);
  });
});
