/** The region and account that ARNs of this machine carry; neither exists anywhere. */
export const LOCAL = { region: 'eu-west-1', accountId: '000000000000' } as const;

/** Names of the parts of a tenant, as they are on AWS. */
export interface TenantNames {
  readonly table: string;
  readonly bus: string;
  /** The beginning of the ARN of each state machine; the sequence's name follows. */
  readonly stateMachinePrefix: string;
  readonly secretsPrefix: string;
  stateMachine(sequenceName: string): string;
  functionName(id: string): string;
  functionArn(id: string): string;
}

/** Names the parts of a tenant. */
export function tenantNames(tenant: string): TenantNames {
  const { region, accountId } = LOCAL;
  const functionName = (id: string): string => `${tenant}-${id}`;
  return {
    table: `${tenant}-orders`,
    bus: `orders-${tenant}`,
    stateMachinePrefix: `arn:aws:states:${region}:${accountId}:stateMachine:${tenant}-`,
    secretsPrefix: `${tenant}/`,
    stateMachine: (sequenceName) => `${tenant}-${sequenceName}`,
    functionName,
    functionArn: (id) => `arn:aws:lambda:${region}:${accountId}:function:${functionName(id)}`,
  };
}
