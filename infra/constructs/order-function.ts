import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { type Blueprint, sequenceNames } from '../../blueprint/blueprint.ts';
import { environmentOf, type FunctionSpec, type Grant } from '../../blueprint/functions/define-function.ts';
import { type TenantArns, tenantArns, tenantNames } from '../../blueprint/names.ts';
import type { References } from '../../blueprint/references.ts';
import { acknowledge } from '../acknowledge.ts';
import { stackLocation } from '../stack-location.ts';

/** These actions have no resource-level permissions: they require `*`. Source: Service Authorization Reference, AWS X-Ray. */
const TRACE_ACTIONS = ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'];

const NO_TRACE_RESOURCE = 'X-Ray has no resources to name: traces go to "*" only.';

/** Properties of `OrderFunction`. */
export interface OrderFunctionProps {
  readonly blueprint: Blueprint;
  readonly spec: FunctionSpec;
  readonly references: References;
  /** Folder of the bundle, with `index.mjs` and `tenant.json` in it. */
  readonly bundle: string;
}

/** A Lambda of the blueprint with its own role and log group. */
export class OrderFunction extends Construct {
  readonly function: LambdaFunction;
  readonly logGroup: LogGroup;

  constructor(scope: Construct, id: string, { blueprint, spec, references, bundle }: OrderFunctionProps) {
    super(scope, id);
    this.logGroup = new LogGroup(this, 'Logs', {
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    const arns = tenantArns(blueprint.tenant, stackLocation(this));
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: { Function: functionPolicy(spec, blueprint, arns, this.logGroup.logGroupArn) },
    });
    this.function = new LambdaFunction(this, 'Function', {
      functionName: tenantNames(blueprint.tenant).functionOf(spec.id),
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: Code.fromAsset(bundle),
      handler: 'index.handler',
      // The policy above is complete: the construct must not add to it.
      role: role.withoutPolicyUpdates(),
      timeout: Duration.seconds(spec.timeoutSeconds),
      memorySize: spec.memoryMb,
      environment: environmentOf(spec, references),
      logGroup: this.logGroup,
      loggingFormat: LoggingFormat.JSON,
      // The platform's start, end and report lines cost more than our own, and metrics have the same information.
      systemLogLevelV2: SystemLogLevel.WARN,
      tracing: Tracing.ACTIVE,
    });
    acknowledge(role, {
      'AwsSolutions-IAM5[Resource::*]': NO_TRACE_RESOURCE,
      'Serverless-LambdaStarPermissions': NO_TRACE_RESOURCE,
    });
    if (spec.grants.some((grant) => grant.on === 'executions')) acknowledge(role, executionFindings(blueprint));
    acknowledge(this.function, {
      'Serverless-LambdaDLQ':
        'Nothing is lost with an asynchronous invocation: the API and the state machines wait for the result, and a schedule invokes again.',
    });
  }
}

/** Returns the policy of a function: exactly the grants and secrets of the blueprint, its own log, and traces. */
function functionPolicy(
  spec: FunctionSpec,
  blueprint: Blueprint,
  arns: TenantArns,
  logGroupArn: string,
): PolicyDocument {
  const statements = [
    { actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logGroupArn] },
    { actions: TRACE_ACTIONS, resources: ['*'] },
    ...spec.grants.map((grant) => ({ actions: [...grant.actions], resources: resourcesOf(grant, blueprint, arns) })),
    ...(spec.secrets.length === 0
      ? []
      : [{ actions: ['secretsmanager:GetSecretValue'], resources: spec.secrets.map(arns.secretOf) }]),
  ];
  return new PolicyDocument({ statements: statements.map((statement) => new PolicyStatement(statement)) });
}

function resourcesOf(grant: Grant, blueprint: Blueprint, arns: TenantArns): string[] {
  switch (grant.on) {
    case 'table':
      return [arns.table];
    case 'tableIndexes':
      return blueprint.table.indexes.map(({ name }) => arns.indexOf(name));
    case 'bus':
      return [arns.bus];
    case 'stateMachines':
      return sequenceNames(blueprint).map(arns.stateMachineOf);
    case 'executions':
      return sequenceNames(blueprint).map(arns.executionsOf);
    case 'stateMachine':
      return [arns.stateMachineOf(grant.stateMachine)];
  }
}

/** Executions are named after orders, so a policy can only name all executions of a state machine. */
function executionFindings(blueprint: Blueprint): Readonly<Record<string, string>> {
  const arns = tenantArns(blueprint.tenant, {
    partition: '<AWS::Partition>',
    region: '<AWS::Region>',
    accountId: '<AWS::AccountId>',
  });
  return Object.fromEntries(
    sequenceNames(blueprint).map((name) => [
      `AwsSolutions-IAM5[Resource::${arns.executionsOf(name)}]`,
      'Executions are named after orders, which do not exist yet.',
    ]),
  );
}
