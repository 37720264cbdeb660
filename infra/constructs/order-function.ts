import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
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
import type { Blueprint, FunctionSpec, Reference } from '../../blueprint/blueprint.ts';
import { tenantNames } from '../../blueprint/names.ts';
import { acknowledge } from '../acknowledge.ts';
import { sequenceNames } from '../sequence-names.ts';
import { tenantArns } from '../tenant-arns.ts';
import { functionPolicy } from './function-policy.ts';

const NO_TRACE_RESOURCE = 'X-Ray has no resources to name: traces go to "*" only.';

/** What one function is made of. */
export interface OrderFunctionProps {
  readonly blueprint: Blueprint;
  readonly spec: FunctionSpec;
  /** Folder of the bundle, with `index.mjs` and `tenant.json` in it. */
  readonly bundle: string;
}

/** One Lambda of the blueprint with its own role and log group. */
export class OrderFunction extends Construct {
  readonly function: LambdaFunction;
  readonly logGroup: LogGroup;

  constructor(scope: Construct, id: string, { blueprint, spec, bundle }: OrderFunctionProps) {
    super(scope, id);
    const names = tenantNames(blueprint.tenant);
    const arns = tenantArns(this, blueprint.tenant);
    this.logGroup = new LogGroup(this, 'Logs', {
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: { Function: functionPolicy(spec, { blueprint, arns, logGroupArn: this.logGroup.logGroupArn }) },
    });
    const references: Readonly<Record<Reference, string>> = {
      table: names.table,
      bus: names.bus,
      stateMachinePrefix: arns.stateMachinePrefix,
      configFile: '/var/task/tenant.json',
      secretsPrefix: names.secretsPrefix,
    };
    this.function = new LambdaFunction(this, 'Function', {
      functionName: names.functionOf(spec.id),
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: Code.fromAsset(bundle),
      handler: 'index.handler',
      // The policy above is all there is: the construct must not add to it.
      role: role.withoutPolicyUpdates(),
      timeout: Duration.seconds(spec.timeoutSeconds),
      memorySize: spec.memoryMb,
      environment: Object.fromEntries(
        Object.entries(spec.environment).map(([name, value]) => [
          name,
          typeof value === 'string' ? value : references[value.ref],
        ]),
      ),
      logGroup: this.logGroup,
      loggingFormat: LoggingFormat.JSON,
      // Start, end and report of each invocation cost more than our own lines; metrics tell the same.
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
        'Nothing waits in its asynchronous queue: the API and the state machines wait for the answer, the schedule comes again.',
    });
  }
}

/** Executions are named after orders, so a policy can name all those of a state machine only. */
function executionFindings({ tenant, ...blueprint }: Blueprint): Readonly<Record<string, string>> {
  const { stateMachineOf } = tenantNames(tenant);
  const arn = 'arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:execution';
  const reason = 'Executions are named after orders, which come later.';
  return Object.fromEntries(
    sequenceNames(blueprint).map((name) => [`AwsSolutions-IAM5[Resource::${arn}:${stateMachineOf(name)}:*]`, reason]),
  );
}
