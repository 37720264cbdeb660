import { describe, expect, it } from 'vitest';
import { synthTenant } from './synth-tenant.ts';
import { blueprint } from './tenant-fixture.ts';

const { stateless } = synthTenant();
const { Resources } = stateless.toJSON();
const onDefaultBus = Object.entries(stateless.findResources('AWS::Events::Rule')).filter(
  ([, { Properties }]) => Properties.EventBusName === undefined,
);

describe('ExecutionRules', () => {
  it('tells the function of each rule of the ends of executions of this tenant, and of no other', () => {
    const told = onDefaultBus.map(([, { Properties }]) => {
      const [{ Arn }] = Properties.Targets;
      const { source, detail, ...pattern } = Properties.EventPattern;
      const [{ prefix }] = detail.stateMachineArn;
      return {
        function: Resources[Arn['Fn::GetAtt'][0]].Properties.FunctionName,
        statuses: detail.status,
        source,
        type: pattern['detail-type'],
        prefix: prefix['Fn::Join'][1].at(-1),
      };
    });
    expect(told).toEqual(
      blueprint()
        .rules.flatMap(({ bus, target }) => (bus === 'default' && 'function' in target ? [target] : []))
        .map(({ function: id }) => ({
          function: `fixture-${id}`,
          statuses: ['FAILED', 'TIMED_OUT', 'ABORTED'],
          source: ['aws.states'],
          type: ['Step Functions Execution Status Change'],
          prefix: ':stateMachine:fixture-',
        })),
    );
  });

  it('may invoke its function from that rule only', () => {
    for (const [ruleId, { Properties }] of onDefaultBus) {
      const [{ Arn }] = Properties.Targets;
      const permissions = Object.values(stateless.findResources('AWS::Lambda::Permission')).filter(
        (permission) => JSON.stringify(permission.Properties.FunctionName) === JSON.stringify(Arn),
      );
      expect(permissions.map((permission) => permission.Properties)).toMatchObject([
        { Principal: 'events.amazonaws.com', SourceArn: { 'Fn::GetAtt': [ruleId, 'Arn'] } },
      ]);
    }
  });
});
