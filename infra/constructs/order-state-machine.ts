import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, LogLevel, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Aws, RemovalPolicy } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { COMPLETE_ORDER_FUNCTION, pluginFunctionId } from '../../core/blueprint.ts';
import type { Sequence } from '../../core/sequence/sequence.ts';
import { compileSequence } from '../../state-machines/compile-sequence.ts';
import { placeholderName } from '../../state-machines/placeholders.ts';
import { acknowledge } from '../acknowledge.ts';
import { fixLogicalId } from '../fix-logical-id.ts';
import { sequenceLogicalId } from '../sequence-logical-id.ts';
import { tenantArns } from '../tenant-arns.ts';
import { tenantNames } from '../tenant-names.ts';

/** What the state machine of a sequence is made of. */
export interface OrderStateMachineProps {
  readonly tenant: string;
  readonly sequence: Sequence;
  functionOf(id: string): IFunction;
}

/**
 * The state machine of one sequence.
 *
 * It stays when its sequence leaves the tenant file, and so does its role: deleting a state machine ends its running
 * executions (API reference, DeleteStateMachine), and those are orders.
 */
export class OrderStateMachine extends Construct {
  readonly stateMachine: StateMachine;

  constructor(scope: Construct, id: string, { tenant, sequence, functionOf }: OrderStateMachineProps) {
    super(scope, id);
    const names = tenantNames(tenant);
    const called = calledFunctions(sequence).map((functionId) => [functionId, functionOf(functionId)] as const);
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('states.amazonaws.com', {
        conditions: {
          StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
          ArnEquals: { 'aws:SourceArn': tenantArns(this, tenant).stateMachineOf(sequence.name) },
        },
      }),
      inlinePolicies: { Execution: executionPolicy(called.map(([, fn]) => fn.functionArn)) },
    });
    role.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    this.stateMachine = new StateMachine(this, 'StateMachine', {
      stateMachineName: names.stateMachineOf(sequence.name),
      definitionBody: DefinitionBody.fromString(JSON.stringify(compileSequence(sequence))),
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
    fixLogicalId(this.stateMachine, sequenceLogicalId(sequence.name));
    acknowledge(role, {
      'AwsSolutions-IAM5[Resource::*]': 'Log delivery and X-Ray have no resources to name: they work on "*" only.',
    });
    acknowledge(this.stateMachine, {
      'AwsSolutions-SF1':
        'Every step is in the execution history and in the process events; level ALL would cost about 10 USD per million orders and say it a third time.',
    });
  }
}

function calledFunctions(sequence: Sequence): readonly string[] {
  return [...new Set([...sequence.steps.map((step) => pluginFunctionId(step.name)), COMPLETE_ORDER_FUNCTION])];
}

/** Source: Step Functions Developer Guide, "Using CloudWatch Logs" and "Trace with AWS X-Ray". */
function executionPolicy(functionArns: string[]): PolicyDocument {
  return new PolicyDocument({
    statements: [
      new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: functionArns }),
      new PolicyStatement({
        actions: [
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
        ],
        resources: ['*'],
      }),
    ],
  });
}
