import { ManagedPolicy, PermissionsBoundary } from 'aws-cdk-lib/aws-iam';
import type { TenantStage } from 'order-orchestration-framework/cdk';

/**
 * Limits every role of a tenant by a policy that the account has already.
 *
 * @param policyName the name of a managed policy
 */
export function permissionsBoundary(stage: TenantStage, policyName: string): void {
  const policy = ManagedPolicy.fromManagedPolicyName(stage.stateful, 'Boundary', policyName);
  PermissionsBoundary.of(stage).apply(policy);
}
