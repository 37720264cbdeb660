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
  /** Prefix of the names of the tenant's secrets: on one machine and in Secrets Manager. In Parameter Store it follows a `/`. */
  readonly secretsPrefix: string;
  /**
   * The secret with the key of the search index, in Secrets Manager. It is made at random with the tenant and never changes: an
   * index by another key finds nothing. No name that a tenant file gives to a secret starts with a dot.
   */
  readonly searchKey: string;
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
  /** @param name the full name, which starts with `/` */
  parameterOf(name: string): string;
  /** A pattern for a secret of Secrets Manager, which adds "-" and six random characters to every ARN. */
  secretOf(reference: string): string;
  /** A pattern for the search key, as for any secret. */
  readonly searchKey: string;
}

/**
 * Returns what the names of a tenant's functions and state machines start with, before the first "-": its own name with "_" for
 * each "-".
 *
 * These names end with an id of the tenant's choice. A tenant's name cannot hold "_", and the prefix no "-", so that the first "-"
 * ends the tenant. Otherwise `demo-eu-default` could be the sequence `eu-default` of `demo` or the default sequence of `demo-eu`.
 */
export function namePrefixOf(tenant: string): string {
  return tenant.replaceAll('-', '_');
}

/**
 * Returns the names of everything that a tenant has. No other tenant can have any of them: each is the tenant's name with a fixed
 * ending, or ends the tenant's name with a character that no tenant's name can hold.
 *
 * Log groups below `/aws/vendedlogs/` share one statement of the account's log policy, which is limited to 5,120
 * characters. Source: CloudWatch Logs User Guide, "Enable logging from AWS services".
 *
 * @param prefix default: {@link namePrefixOf} the tenant; older data folders of one machine have another
 */
export function tenantNames(tenant: string, prefix = namePrefixOf(tenant)): TenantNames {
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
    searchKey: `${tenant}/.search-key`,
    functionOf: (id) => `${prefix}-${id}`,
    stateMachineOf: (id) => `${prefix}-${id}`,
  };
}

/** Returns the ARNs of a tenant's resources. @param prefix see {@link tenantNames} */
export function tenantArns(tenant: string, { partition, region, accountId }: AwsLocation, prefix?: string): TenantArns {
  const names = tenantNames(tenant, prefix);
  const arn = (service: string, resource: string): string =>
    `arn:${partition}:${service}:${region}:${accountId}:${resource}`;
  const table = arn('dynamodb', `table/${names.table}`);
  const secret = (name: string): string => arn('secretsmanager', `secret:${name}-??????`);
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
    parameterOf: (name) => arn('ssm', `parameter${name}`),
    secretOf: (reference) => secret(`${names.secretsPrefix}${reference}`),
    searchKey: secret(names.searchKey),
  };
}
