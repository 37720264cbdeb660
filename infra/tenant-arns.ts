import { ArnFormat, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { tenantNames } from '../blueprint/names.ts';

/** The ARNs of a tenant's named resources, so that no stack needs a reference into the other. */
export interface TenantArns {
  readonly table: string;
  readonly bus: string;
  /** ARN of the tenant's state machines up to the sequence's name. */
  readonly stateMachinePrefix: string;
  indexOf(name: string): string;
  stateMachineOf(sequence: string): string;
  /** All executions of a state machine. */
  executionsOf(sequence: string): string;
  secretOf(reference: string): string;
}

/** Puts ARNs together in the stack's own account and region. */
export function tenantArns(scope: Construct, tenant: string): TenantArns {
  const stack = Stack.of(scope);
  const names = tenantNames(tenant);
  const table = stack.formatArn({ service: 'dynamodb', resource: 'table', resourceName: names.table });
  const named = (service: string, resource: string, resourceName: string): string =>
    stack.formatArn({ service, resource, resourceName, arnFormat: ArnFormat.COLON_RESOURCE_NAME });
  return {
    table,
    bus: stack.formatArn({ service: 'events', resource: 'event-bus', resourceName: names.bus }),
    stateMachinePrefix: named('states', 'stateMachine', names.stateMachineOf('')),
    indexOf: (name) => `${table}/index/${name}`,
    stateMachineOf: (sequence) => named('states', 'stateMachine', names.stateMachineOf(sequence)),
    executionsOf: (sequence) => `${named('states', 'execution', names.stateMachineOf(sequence))}:*`,
    // Secrets Manager ends every ARN with "-" and six characters of its own.
    secretOf: (reference) => named('secretsmanager', 'secret', `${names.secretsPrefix}${reference}-??????`),
  };
}
