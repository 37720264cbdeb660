import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, LogLevel, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Aws, RemovalPolicy } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { tenantNames } from '../../blueprint/names.ts';
import type { StateMachineDefinition } from '../../state-machines/asl.ts';
import { placeholderName } from '../../state-machines/placeholders.ts';
import { acknowledge } from '../acknowledge.ts';
import { fixLogicalId } from '../fix-logical-id.ts';
import { tenantArns } from '../tenant-arns.ts';

/** What a state machine is made of. */
export interface TenantStateMachineProps {
  readonly tenant: string;
  /** Name without the tenant. */
  readonly name: string;
  readonly definition: StateMachineDefinition;
  /** The functions that the definition has placeholders for. */
  readonly functionIds: readonly string[];
  /** Functions that a definition of before may still call in executions under way. @default none but those above */
  readonly alsoInvokes?: readonly string[];
  functionOf(id: string): IFunction;
}

/**
 * A state machine; its logical id is that of the construct.
 *
 * It stays when it leaves the blueprint, and so does its role: deleting a state machine ends its running executions
 * (API reference, DeleteStateMachine), and those are orders.
 */
export class TenantStateMachine extends Construct {
  readonly stateMachine: StateMachine;

  constructor(scope: Construct, id: string, { tenant, name, definition, ...props }: TenantStateMachineProps) {
    super(scope, id);
    const names = tenantNames(tenant);
    const called = props.functionIds.map((functionId) => [functionId, props.functionOf(functionId)] as const);
    const invoked = new Set([...props.functionIds, ...(props.alsoInvokes ?? [])]);
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('states.amazonaws.com', {
        conditions: {
          StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
          ArnEquals: { 'aws:SourceArn': tenantArns(this, tenant).stateMachineOf(name) },
        },
      }),
      inlinePolicies: { Execution: executionPolicy([...invoked].map((fn) => props.functionOf(fn).functionArn)) },
    });
    role.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    this.stateMachine = new StateMachine(this, 'StateMachine', {
      stateMachineName: names.stateMachineOf(name),
      definitionBody: DefinitionBody.fromString(JSON.stringify(definition)),
      definitionSubstitutions: Object.fromEntries(
        called.map(([functionId, fn]) => [placeholderName(functionId), fn.functionArn]),
      ),
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
    acknowledge(role, {
      'AwsSolutions-IAM5[Resource::*]': 'Log delivery and X-Ray have no resources to name: they work on "*" only.',
    });
    acknowledge(this.stateMachine, {
      'AwsSolutions-SF1':
        'Every step is in the execution history and in the order; level ALL would cost about 10 USD per million orders and say it a third time.',
    });
  }
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
