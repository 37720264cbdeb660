/** The CDK app, for deployments that add to it. Needs the packages `aws-cdk-lib`, `cdk-nag` and `constructs`. */
export { type Blueprint, createBlueprint } from '../blueprint/blueprint.ts';
export type { OrderFunction } from '../infra/constructs/order-function.ts';
export { ContextInvalid, type CreateAppOptions, createApp, type TenantsApp } from '../infra/create-app.ts';
export { type ExtendStage, TenantStage, type TenantStageProps } from '../infra/tenant-stage.ts';
export { PACKAGE_ROOT } from '../project/package-root.ts';
export { openProject, type Project } from '../project/project.ts';
