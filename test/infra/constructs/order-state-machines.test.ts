import validateAsl from 'asl-validator';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { COMPLETE_ORDER_FUNCTION, pluginFunctionId } from '../../../blueprint/functions/function-ids.ts';
import { pascalCase } from '../../../core/names.ts';
import { sequenceLogicalId } from '../../../infra/logical-ids.ts';
import { synthTenant } from '../synth-tenant.ts';
import { blueprint, TENANT_FILE } from '../tenant-fixture.ts';

const { definitions, stateless } = synthTenant();
const { Resources } = stateless.toJSON();
const { sequences, stateMachines } = blueprint();

const pluginIds = sequences.flatMap(({ steps }) => steps.map((step) => pluginFunctionId(step.name)));

/** Every state machine with the functions of its definition, and those that it may invoke. */
const machines = [
  ...sequences.map(({ name, steps }) => ({
    name,
    logicalId: sequenceLogicalId(name),
    functionIds: [...steps.map((step) => pluginFunctionId(step.name)), COMPLETE_ORDER_FUNCTION],
    invokes: [...pluginIds, COMPLETE_ORDER_FUNCTION],
  })),
  ...stateMachines
    .filter(({ sequence }) => sequence === undefined)
    .map(({ id, functions }) => ({
      name: id,
      logicalId: `Service${pascalCase(id)}`,
      functionIds: functions,
      invokes: functions,
    })),
];
const machineOf = (name: string) => Resources[machines.find((machine) => machine.name === name)?.logicalId ?? ''];

const arnOfResource = z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.literal('Arn')]) });

/** Returns the definition as Step Functions receives it, with ARNs of the right form. */
function definitionOf(name: string): Readonly<Record<string, unknown>> {
  const { DefinitionSubstitutions } = machineOf(name).Properties;
  const { logicalId = '' } = machines.find((machine) => machine.name === name) ?? {};
  const arnOf = (name: string) => `arn:aws:lambda:eu-west-1:000000000000:function:${name}`;
  return JSON.parse(
    Object.keys(DefinitionSubstitutions).reduce(
      (text, placeholder) => text.replaceAll(`\${${placeholder}}`, arnOf(placeholder)),
      definitions.get(logicalId) ?? '',
    ),
  );
}

describe('orderStateMachines', () => {
  it('deploys a state machine per sequence and service machine, under fixed logical ids', () => {
    expect(Object.keys(stateless.findResources('AWS::StepFunctions::StateMachine'))).toEqual([
      'SequenceDefault37a8eec1',
      'SequenceCancel2374d917',
      'SequenceCancel19766ed6',
      'ServiceWebhookDelivery',
      'ServiceHeal',
      'ServiceUndo',
      'ServiceProbeStep',
      'ServiceErasure',
      'ServiceReleaseParked',
      'ServiceBulkJob',
    ]);
    expect(machines.map(({ name }) => machineOf(name).Properties.StateMachineName)).toEqual([
      'fixture-default',
      'fixture-cancel',
      'fixture-Cancel',
      'fixture-webhook-delivery',
      'fixture-heal',
      'fixture-undo',
      'fixture-probe-step',
      'fixture-erasure',
      'fixture-release-parked',
      'fixture-bulk-job',
    ]);
  });

  it.each(machines)('retains the state machine of $name and its role when they leave the blueprint', ({ name }) => {
    const [roleId] = machineOf(name).Properties.RoleArn['Fn::GetAtt'];
    for (const resource of [machineOf(name), Resources[roleId]])
      expect(resource).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
  });

  it('changes the definition, not the state machine, when the sequence changes', () => {
    const changed = synthTenant({
      ...TENANT_FILE,
      processOrder: [{ name: 'platformEvents', critical: false }],
    }).stateless.toJSON();
    const ofDefault = changed.Resources[sequenceLogicalId('default')].Properties;
    expect(ofDefault.StateMachineName).toBe('fixture-default');
    expect(ofDefault.DefinitionS3Location.Key).not.toBe(machineOf('default').Properties.DefinitionS3Location.Key);
  });

  it.each(machines)('gives Step Functions a valid definition of $name, with every placeholder filled', ({ name }) => {
    const definition = definitionOf(name);
    expect(JSON.stringify(definition)).not.toContain('${');
    expect(validateAsl(structuredClone(definition))).toMatchObject({ isValid: true, errors: [] });
  });

  it.each(machines)(
    'lets the state machine of $name invoke its functions, and those that running executions may still invoke',
    ({ name, functionIds, invokes }) => {
      const { RoleArn, DefinitionSubstitutions } = machineOf(name).Properties;
      const { Properties: role } = Resources[RoleArn['Fn::GetAtt'][0]];
      const invoke = role.Policies[0].PolicyDocument.Statement.find(
        ({ Action }: { readonly Action: unknown }) => Action === 'lambda:InvokeFunction',
      );
      const namesOf = (arns: unknown) =>
        [arns]
          .flat()
          .map((arn) => Resources[z.parse(arnOfResource, arn)['Fn::GetAtt'][0]].Properties.FunctionName)
          .toSorted();
      const fixtures = (ids: readonly string[]) => [...new Set(ids)].map((id) => `fixture-${id}`).toSorted();
      expect(namesOf(invoke.Resource)).toEqual(fixtures(invokes));
      expect(namesOf(Object.values(DefinitionSubstitutions))).toEqual(fixtures(functionIds));
    },
  );

  it.each([
    ['default', 'fixture-*'],
    ['cancel', 'fixture-*'],
    ['undo', 'fixture-undo'],
  ])('lets no state machine of another tenant take the role of %s', (name, machines) => {
    const { Properties: role } = Resources[machineOf(name).Properties.RoleArn['Fn::GetAtt'][0]];
    expect(role.AssumeRolePolicyDocument.Statement[0].Condition).toMatchObject({
      StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
      ArnLike: { 'aws:SourceArn': { 'Fn::Join': ['', expect.arrayContaining([`:stateMachine:${machines}`])] } },
    });
  });

  it('gives all sequences one role, and each service machine its own', () => {
    const roleOf = (name: string) => machineOf(name).Properties.RoleArn['Fn::GetAtt'][0];
    const services = stateMachines.filter(({ sequence }) => sequence === undefined).map(({ id }) => id);
    expect(new Set(sequences.map(({ name }) => roleOf(name))).size).toBe(1);
    expect(new Set(['default', ...services].map(roleOf)).size).toBe(services.length + 1);
  });

  it.each(machines)('logs the errors of $name without any data', ({ name }) => {
    const { LoggingConfiguration } = machineOf(name).Properties;
    expect(LoggingConfiguration).toMatchObject({ Level: 'ERROR', IncludeExecutionData: false });
    expect(JSON.stringify(LoggingConfiguration.Destinations)).toContain(
      ':log-group:/aws/vendedlogs/states/fixture-orders:*',
    );
  });
});
