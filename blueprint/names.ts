/** The physical names of a tenant's resources: fixed, so that stacks, operators and other systems can rely on them. */
export interface TenantNames {
  readonly table: string;
  readonly bus: string;
  readonly api: string;
  readonly userPool: string;
  readonly alarmTopic: string;
  readonly dashboard: string;
  /** Log group of the API's access log. */
  readonly accessLogs: string;
  /** Log group of the state machines. */
  readonly executionLogs: string;
  /** Prefix of the names of the tenant's secrets. */
  readonly secretsPrefix: string;
  functionOf(id: string): string;
  /** The name of a state machine, by the id that it has in the blueprint. */
  stateMachineOf(id: string): string;
}

/** Where a tenant runs. In a CDK app the values are tokens that CloudFormation fills in. */
export interface AwsLocation {
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
}

/** The ARNs of a tenant's resources, composed of their names. */
export interface TenantArns {
  readonly table: string;
  readonly bus: string;
  readonly alarmTopic: string;
  /** ARN of every state machine of the tenant, up to the machine's id. */
  readonly stateMachinePrefix: string;
  indexOf(name: string): string;
  functionOf(id: string): string;
  stateMachineOf(id: string): string;
  /** A pattern for all executions of a state machine. */
  executionsOf(id: string): string;
  /** A pattern for a secret: Secrets Manager adds "-" and six random characters to every ARN. */
  secretOf(reference: string): string;
}

/**
 * Returns the names of everything that a tenant has.
 *
 * Log groups below `/aws/vendedlogs/` share one statement of the account's log policy, which is limited to 5,120
 * characters. Source: CloudWatch Logs User Guide, "Enable logging from AWS services".
 */
export function tenantNames(tenant: string): TenantNames {
  return {
    table: `${tenant}-orders`,
    bus: `${tenant}-orders`,
    api: `${tenant}-orders`,
    userPool: `${tenant}-orders`,
    alarmTopic: `${tenant}-alarms`,
    dashboard: `${tenant}-orders`,
    accessLogs: `/aws/vendedlogs/apis/${tenant}-orders`,
    executionLogs: `/aws/vendedlogs/states/${tenant}-orders`,
    secretsPrefix: `${tenant}/`,
    functionOf: (id) => `${tenant}-${id}`,
    stateMachineOf: (id) => `${tenant}-${id}`,
  };
}

/** Returns the ARNs of a tenant's resources. */
export function tenantArns(tenant: string, { partition, region, accountId }: AwsLocation): TenantArns {
  const names = tenantNames(tenant);
  const arn = (service: string, resource: string): string =>
    `arn:${partition}:${service}:${region}:${accountId}:${resource}`;
  const table = arn('dynamodb', `table/${names.table}`);
  const stateMachineOf = (id: string): string => arn('states', `stateMachine:${names.stateMachineOf(id)}`);
  return {
    table,
    bus: arn('events', `event-bus/${names.bus}`),
    alarmTopic: arn('sns', names.alarmTopic),
    stateMachinePrefix: stateMachineOf(''),
    indexOf: (name) => `${table}/index/${name}`,
    functionOf: (id) => arn('lambda', `function:${names.functionOf(id)}`),
    stateMachineOf,
    executionsOf: (id) => arn('states', `execution:${names.stateMachineOf(id)}:*`),
    secretOf: (reference) => arn('secretsmanager', `secret:${names.secretsPrefix}${reference}-??????`),
  };
}
