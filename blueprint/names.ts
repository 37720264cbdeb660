/** The physical names of a tenant's resources: fixed, so that both stacks, operators and other systems can name them. */
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
  /** What the names of the tenant's secrets start with. */
  readonly secretsPrefix: string;
  functionOf(id: string): string;
  stateMachineOf(sequence: string): string;
}

/**
 * Names everything that a tenant has on AWS.
 *
 * Vended logs below `/aws/vendedlogs/` share one statement of the account's log policy, which has room for 5,120
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
    stateMachineOf: (sequence) => `${tenant}-${sequence}`,
  };
}
