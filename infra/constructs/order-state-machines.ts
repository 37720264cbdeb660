import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, LogLevel, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { App, Aws, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { Blueprint } from '../../blueprint/blueprint.ts';
import { COMPLETE_ORDER_FUNCTION, PLUGIN_FUNCTION_PREFIX } from '../../blueprint/functions/function-ids.ts';
import type { StateMachineSpec } from '../../blueprint/machines.ts';
import { belongsToEditions } from '../../blueprint/machines.ts';
import { type TenantArns, tenantArns, tenantNames } from '../../blueprint/names.ts';
import { pascalCase } from '../../core/names.ts';
import { definitionOf } from '../../state-machines/definition-of.ts';
import { placeholderName } from '../../state-machines/placeholders.ts';
import { acknowledge } from '../acknowledge.ts';
import { fixLogicalId, sequenceLogicalId } from '../logical-ids.ts';
import { locationInFindings, stackLocation } from '../stack-location.ts';

/** The functions that state machines invoke, by id. */
export interface InvokedFunctions {
  functionOf(id: string): IFunction;
  /** Returns the ARN of the version that the deployment publishes. */
  versionArnOf(id: string): string;
}

/** Creates every state machine of the blueprint and returns them by id. */
export function orderStateMachines(
  scope: Construct,
  { aws, tenant, stateMachines }: Pick<Blueprint, 'aws' | 'tenant' | 'stateMachines'>,
  { functionOf, versionArnOf }: InvokedFunctions,
): ReadonlyMap<string, StateMachine> {
  const arns = tenantArns(tenant, stackLocation(scope));
  const invokesVersions = (spec: StateMachineSpec): boolean => aws.canary !== undefined && belongsToEditions(spec);
  const roleOf = (id: string, machineArns: string, spec: StateMachineSpec): Role => {
    if (!invokesVersions(spec))
      return executionRole(
        scope,
        id,
        machineArns,
        spec.mayInvoke.map((fn) => functionOf(fn).functionArn),
      );
    const role = executionRole(scope, id, machineArns, editionFunctions(arns));
    const written = tenantArns(tenant, locationInFindings(stackLocation(scope)));
    for (const arn of editionFunctions(written))
      acknowledge(role, {
        [`AwsSolutions-IAM5[Resource::${arn}]`]:
          'Each edition invokes its own versions of the functions, and an earlier one plugins that a later one no longer has.',
      });
    return role;
  };
  // The state machines of all sequences may invoke the same functions, so they share a role: a tenant may have hundreds.
  const [firstSequence] = stateMachines.filter(({ sequence }) => sequence !== undefined);
  const sequenceRole = firstSequence && roleOf('SequencesRole', `${arns.stateMachinePrefix}*`, firstSequence);
  return new Map(
    stateMachines.map((spec) => {
      const isSequence = spec.sequence !== undefined;
      const logicalId = isSequence ? sequenceLogicalId(spec.id) : `Service${pascalCase(spec.id)}`;
      const role =
        (isSequence ? sequenceRole : undefined) ?? roleOf(`${logicalId}Role`, arns.stateMachineOf(spec.id), spec);
      const arnOf = (fn: string): string => (invokesVersions(spec) ? versionArnOf(fn) : functionOf(fn).functionArn);
      return [spec.id, new TenantStateMachine(scope, logicalId, { tenant, spec, role, arnOf }).stateMachine];
    }),
  );
}

/** Returns patterns for every version of the functions that editions invoke, those of plugins that only earlier editions have included. */
function editionFunctions({ functionOf }: TenantArns): string[] {
  return [functionOf(`${PLUGIN_FUNCTION_PREFIX}*`), functionOf(`${COMPLETE_ORDER_FUNCTION}:*`)];
}

/** @param machineArns ARN, or pattern of the ARNs, of the state machines that may take the role */
function executionRole(scope: Construct, id: string, machineArns: string, functionArns: string[]): Role {
  const role = new Role(scope, id, {
    assumedBy: new ServicePrincipal('states.amazonaws.com', {
      conditions: {
        StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
        ArnLike: { 'aws:SourceArn': machineArns },
      },
    }),
    inlinePolicies: { Execution: executionPolicy(functionArns) },
  });
  role.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
  acknowledge(role, {
    'AwsSolutions-IAM5[Resource::*]': 'Log delivery and X-Ray have no resources to name: they work on "*" only.',
  });
  return role;
}

interface TenantStateMachineProps {
  readonly tenant: string;
  readonly spec: StateMachineSpec;
  readonly role: Role;
  /** Returns the ARN of a function that the machine invokes. */
  arnOf(functionId: string): string;
}

/**
 * A state machine. The construct's id is its logical id.
 *
 * It is retained, like its role, when it leaves the blueprint: deleting a state machine ends its running executions, which are orders.
 * Source: AWS Step Functions API Reference, DeleteStateMachine.
 */
class TenantStateMachine extends Construct {
  readonly stateMachine: StateMachine;

  constructor(scope: Construct, id: string, { tenant, spec, role, arnOf }: TenantStateMachineProps) {
    super(scope, id);
    const names = tenantNames(tenant);
    this.stateMachine = new StateMachine(this, 'StateMachine', {
      stateMachineName: names.stateMachineOf(spec.id),
      definitionBody: DefinitionBody.fromFile(definitionFile(this, spec)),
      definitionSubstitutions: Object.fromEntries(spec.functions.map((fn) => [placeholderName(fn), arnOf(fn)])),
      role: role.withoutPolicyUpdates(),
      logs: {
        destination: LogGroup.fromLogGroupName(this, 'Logs', names.executionLogs),
        level: LogLevel.ERROR,
        includeExecutionData: false,
      },
      tracingEnabled: true,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    fixLogicalId(this.stateMachine, id);
    acknowledge(this.stateMachine, {
      'AwsSolutions-SF1':
        'Every step is in the execution history and in the order; level ALL would cost about 10 USD per million orders to record it a third time.',
    });
  }
}

/** Writes the definition to a file that is uploaded, so that it does not count for the size of the template. */
function definitionFile(scope: Construct, spec: StateMachineSpec): string {
  const directory = join(outdirOf(scope), 'definitions', Stack.of(scope).stackName);
  mkdirSync(directory, { recursive: true });
  // Not the id of the machine: some file systems ignore case.
  const file = join(directory, `${scope.node.id}.asl.json`);
  writeFileSync(file, JSON.stringify(definitionOf(spec)));
  return file;
}

function outdirOf(scope: Construct): string {
  const { root } = scope.node;
  if (App.isApp(root)) return root.outdir;
  throw new TypeError('Expected the state machines of a CDK app, found constructs outside one.');
}

/** Source: Step Functions Developer Guide, "Using CloudWatch Logs" and "Trace with AWS X-Ray". */
function executionPolicy(functionArns: string[]): PolicyDocument {
  return new PolicyDocument({
    statements: [
      new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: functionArns }),
      new PolicyStatement({ actions: LOG_AND_TRACE_ACTIONS, resources: ['*'] }),
    ],
  });
}

const LOG_AND_TRACE_ACTIONS = [
  'logs:CreateLogDelivery',
  'logs:GetLogDelivery',
  'logs:UpdateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:DescribeResourcePolicies',
  'logs:DescribeLogGroups',
  'xray:PutTraceSegments',
  'xray:PutTelemetryRecords',
  'xray:GetSamplingRules',
  'xray:GetSamplingTargets',
];
