import type { TenantStage } from 'order-orchestration-framework/cdk';
import { fixedEgress } from './fixed-egress.ts';
import { ownKeys } from './own-keys.ts';
import { permissionsBoundary } from './permissions-boundary.ts';

/** What this company wants of every tenant. Leave out what yours does not need. */
export function extendStage(stage: TenantStage): void {
  fixedEgress(stage);
  ownKeys(stage);
  permissionsBoundary(stage, 'company-boundary');
}
