import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
  Tracing,
  type Version,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { type Blueprint, sequenceNames } from '../../blueprint/blueprint.ts';
import { environmentOf, type FunctionSpec, type Grant } from '../../blueprint/functions/define-function.ts';
import { PLUGIN_FUNCTION_PREFIX } from '../../blueprint/functions/function-ids.ts';
import { type AwsLocation, type TenantArns, tenantArns, tenantNames } from '../../blueprint/names.ts';
import type { References } from '../../blueprint/references.ts';
import { parameterPrefix, secretStoreOf } from '../../blueprint/secrets.ts';
import { DEFAULT_LOG_RETENTION_DAYS, SECRET_STORE_NAMES } from '../../core/config/aws-config.ts';
import { acknowledge } from '../acknowledge.ts';
import { locationInFindings, stackLocation } from '../stack-location.ts';

/** These actions have no resource-level permissions: they require `*`. Source: Service Authorization Reference, AWS X-Ray. */
const TRACE_ACTIONS = ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'];

/** So many fit into the policies of a role, twice and with everything else. */
const MOST_NAMED_SEQUENCES = 40;

const NO_TRACE_RESOURCE = 'X-Ray has no resources to name: traces go to "*" only.';

/** Properties of `OrderFunction`. */
export interface OrderFunctionProps {
  readonly blueprint: Blueprint;
  readonly spec: FunctionSpec;
  readonly references: References;
  /** Folder of the bundle, with `index.mjs` and the tenant's files in it. */
  readonly bundle: string;
}

/** A Lambda of the blueprint with its own role and log group. */
export class OrderFunction extends Construct {
  /** What the blueprint says of it. */
  readonly spec: FunctionSpec;
  /** The Lambda function. */
  readonly function: LambdaFunction;
  /** Its policy is complete: only what an extension adds to the stage may need more. */
  readonly role: Role;
  /** Its log lines. */
  readonly logGroup: LogGroup;
  /** The version of the function as it is now. It is published only if somebody asks for it. */
  get version(): Version {
    return this.function.currentVersion;
  }

  constructor(scope: Construct, id: string, { blueprint, spec, references, bundle }: OrderFunctionProps) {
    super(scope, id);
    this.spec = spec;
    this.logGroup = new LogGroup(this, 'Logs', {
      retention: blueprint.aws.logRetentionDays ?? DEFAULT_LOG_RETENTION_DAYS,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    const arns = tenantArns(blueprint.tenant, stackLocation(this));
    this.role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: { Function: functionPolicy(spec, blueprint, arns, this.logGroup.logGroupArn) },
    });
    const isScheduled = blueprint.schedules.some((schedule) => schedule.function === spec.id);
    this.function = new LambdaFunction(this, 'Function', {
      functionName: tenantNames(blueprint.tenant).functionOf(spec.id),
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: Code.fromAsset(bundle),
      handler: 'index.handler',
      // The policy above is complete: the construct must not add to it.
      role: this.role.withoutPolicyUpdates(),
      timeout: Duration.seconds(spec.timeoutSeconds),
      memorySize: spec.memoryMb,
      ...(spec.reservedConcurrency !== undefined && { reservedConcurrentExecutions: spec.reservedConcurrency }),
      environment: environmentOf(spec, references),
      logGroup: this.logGroup,
      loggingFormat: LoggingFormat.JSON,
      // The platform's start, end and report lines cost more than our own, and metrics have the same information.
      systemLogLevelV2: SystemLogLevel.WARN,
      // Running executions invoke the versions of their edition.
      currentVersionOptions: { removalPolicy: RemovalPolicy.RETAIN },
      // An invocation by a schedule has no caller, and AWS would record and charge each.
      tracing: isScheduled ? Tracing.PASS_THROUGH : Tracing.ACTIVE,
    });
    if (blueprint.aws.canary !== undefined && spec.id.startsWith(PLUGIN_FUNCTION_PREFIX)) {
      // Orders of the current edition may still need a plugin that the candidate no longer has.
      this.function.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
      this.role.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    }
    acknowledge(this.role, {
      'AwsSolutions-IAM5[Resource::*]': NO_TRACE_RESOURCE,
      'Serverless-LambdaStarPermissions': NO_TRACE_RESOURCE,
    });
    acknowledge(this.role, sequenceFindings(spec, blueprint, stackLocation(this)));
    acknowledge(this.function, {
      ...(isScheduled && {
        'Serverless-LambdaTracing':
          'A trace of an invocation by a schedule has no caller, and one a minute is never sampled away.',
      }),
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
    ...secretStatements(spec, blueprint, arns),
  ];
  return new PolicyDocument({ statements: statements.map((statement) => new PolicyStatement(statement)) });
}

/** Names each secret of a function, in the store that the tenant file names. */
function secretStatements({ secrets }: FunctionSpec, { aws, tenant }: Blueprint, arns: TenantArns) {
  if (secrets.length === 0) return [];
  // Functions of the current edition may still read from the store that the candidate has left.
  const stores = aws.canary === undefined ? [secretStoreOf({ aws })] : SECRET_STORE_NAMES;
  const prefixes = stores.map((store) => parameterPrefix({ tenant, aws: { secrets: store } }));
  return [
    {
      actions: ['ssm:GetParameter'],
      resources: prefixes.flatMap((prefix) => secrets.map((reference) => arns.parameterOf(`${prefix}${reference}`))),
    },
    ...(stores.includes('secretsManager')
      ? [{ actions: ['secretsmanager:GetSecretValue'], resources: secrets.map(arns.secretOf) }]
      : []),
  ];
}

function resourcesOf(grant: Grant, blueprint: Blueprint, arns: TenantArns): string[] {
  switch (grant.on) {
    case 'table':
      return [arns.table];
    case 'tableIndexes':
      return blueprint.table.indexes.map(({ name }) => arns.indexOf(name));
    case 'bus':
      return [arns.bus];
    case 'searchKey':
      return [arns.searchKey];
    case 'stateMachines':
      return ofSequences(blueprint, arns.stateMachineOf);
    case 'executions':
      return ofSequences(blueprint, arns.executionsOf);
    case 'stateMachine':
      return [arns.stateMachineOf(grant.stateMachine)];
  }
}

/**
 * Names each sequence, so that a function reaches no other state machine. The policies of a role have room for some sequences only:
 * beyond that, one pattern names all state machines of the tenant, and of no other.
 */
function ofSequences(blueprint: Blueprint, arnOf: (name: string) => string): string[] {
  const names = sequenceNames(blueprint);
  // Orders of the current edition may still run through sequences that the candidate no longer has.
  const isNamed = names.length <= MOST_NAMED_SEQUENCES && blueprint.aws.canary === undefined;
  return (isNamed ? names : ['*']).map(arnOf);
}

/** The patterns in a policy that name executions or state machines. */
function sequenceFindings(
  { grants }: FunctionSpec,
  blueprint: Blueprint,
  location: AwsLocation,
): Readonly<Record<string, string>> {
  const arns = tenantArns(blueprint.tenant, locationInFindings(location));
  return Object.fromEntries(
    grants
      .filter(({ on }) => on === 'executions' || on === 'stateMachines')
      .flatMap((grant) => resourcesOf(grant, blueprint, arns))
      .filter((arn) => arn.includes('*'))
      .map((arn) => [
        `AwsSolutions-IAM5[Resource::${arn}]`,
        'Executions are named after orders, which do not exist yet; and a role has no room for the names of hundreds of sequences.',
      ]),
  );
}
