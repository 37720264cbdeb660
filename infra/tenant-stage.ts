import { Stage, Tags } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { Blueprint } from '../blueprint/blueprint.ts';
import { StatefulStack } from './stateful-stack.ts';
import { StatelessStack } from './stateless-stack.ts';

/** Properties of `TenantStage`. */
export interface TenantStageProps {
  readonly blueprint: Blueprint;
  /** Whether CloudFormation refuses to delete the stacks. */
  readonly terminationProtection: boolean;
  /** Returns the folder of a function's bundle. */
  bundleOf(functionId: string): string;
}

/** A tenant: a stateful stack that must survive, and a stateless stack that can be recreated. */
export class TenantStage extends Stage {
  readonly stateful: StatefulStack;
  readonly stateless: StatelessStack;

  constructor(scope: Construct, { blueprint, terminationProtection, bundleOf }: TenantStageProps) {
    super(scope, blueprint.tenant);
    this.stateful = new StatefulStack(this, 'Stateful', {
      blueprint,
      terminationProtection,
      suppressTemplateIndentation: true,
      description: `Orders, events and identities of ${blueprint.tenant}`,
    });
    this.stateless = new StatelessStack(this, 'Stateless', {
      blueprint,
      terminationProtection,
      identity: this.stateful.identity,
      bundleOf,
      // White space counts for the size of a template, and would be a third of it.
      suppressTemplateIndentation: true,
      description: `Order orchestration of ${blueprint.tenant}`,
    });
    // The functions refer to the table, the bus and the log groups by name, which CDK cannot see.
    this.stateless.addStackDependency(this.stateful);
    Tags.of(this).add('tenant', blueprint.tenant);
  }
}
