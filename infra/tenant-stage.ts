import { Stage, Tags } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { blueprintOf } from '../blueprint/blueprint-of.ts';
import type { TenantConfig } from '../core/config/tenant-config.ts';
import { pluginCatalog } from '../plugins/registry.ts';
import { StatefulStack } from './stateful-stack.ts';
import { StatelessStack } from './stateless-stack.ts';

/** What a tenant's stage is made of. */
export interface TenantStageProps {
  readonly config: TenantConfig;
  /** Whether CloudFormation refuses to delete the stacks. */
  readonly terminationProtection: boolean;
  /** Folder of a function's bundle. */
  bundleOf(functionId: string): string;
}

/** One tenant: a stack that stays, and a stack that runs. */
export class TenantStage extends Stage {
  readonly stateful: StatefulStack;
  readonly stateless: StatelessStack;

  constructor(scope: Construct, { config, terminationProtection, bundleOf }: TenantStageProps) {
    super(scope, config.tenant);
    const blueprint = blueprintOf(config, pluginCatalog());
    this.stateful = new StatefulStack(this, 'Stateful', {
      blueprint,
      config,
      terminationProtection,
      description: `Orders, events and identities of ${config.tenant}`,
    });
    this.stateless = new StatelessStack(this, 'Stateless', {
      blueprint,
      config,
      terminationProtection,
      identity: this.stateful.identity,
      bundleOf,
      description: `Order orchestration of ${config.tenant}`,
    });
    // The functions know table, bus and log groups by name, which CDK cannot see.
    this.stateless.addStackDependency(this.stateful);
    Tags.of(this).add('tenant', config.tenant);
  }
}
