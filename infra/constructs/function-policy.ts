import { PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Blueprint, FunctionSpec, Grant } from '../../blueprint/blueprint.ts';
import { sequenceNames } from '../sequence-names.ts';
import type { TenantArns } from '../tenant-arns.ts';

/** What a function may do: exactly the blueprint's grants and secrets, its own log, and traces. */
export function functionPolicy(
  spec: FunctionSpec,
  { blueprint, arns, logGroupArn }: FunctionPolicyContext,
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

function resourcesOf(grant: Grant, { table, ...blueprint }: Blueprint, arns: TenantArns): string[] {
  switch (grant.on) {
    case 'table':
      return [arns.table];
    case 'tableIndexes':
      return table.indexes.map(({ name }) => arns.indexOf(name));
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

/** What the policy refers to. */
export interface FunctionPolicyContext {
  readonly blueprint: Blueprint;
  readonly arns: TenantArns;
  /** The function's own log group. */
  readonly logGroupArn: string;
}

/** X-Ray knows no resources: these work on `*` only. Source: Service Authorization Reference, AWS X-Ray. */
const TRACE_ACTIONS = ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'];
