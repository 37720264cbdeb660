import { CrossStackReferences, ReferenceStrength, Stack, type StackProps, Stage, Tags } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { Blueprint } from '../blueprint/blueprint.ts';
import { type Deployment, UNKNOWN_DEPLOYMENT } from '../core/config/deployment.ts';
import { stageOf } from '../core/config/stages.ts';
import type { OrderFunction } from './constructs/order-function.ts';
import { StatefulStack } from './stateful-stack.ts';
import { StatelessStack } from './stateless-stack.ts';

/** Properties of `TenantStage`. */
export interface TenantStageProps {
  readonly blueprint: Blueprint;
  /** Who deploys, and from which commit. @default unknown */
  readonly deployment?: Deployment;
  /** Whether CloudFormation refuses to delete the stacks. */
  readonly terminationProtection: boolean;
  /** Returns the folder of a function's bundle. */
  bundleOf(functionId: string): string;
}

/**
 * A tenant: a stateful stack that must survive, and a stateless stack that can be recreated.
 *
 * An {@link ExtendStage} changes what the properties hold, and adds stacks with `addStack`.
 */
export class TenantStage extends Stage {
  /** What the tenant consists of. */
  readonly blueprint: Blueprint;
  /** What must survive. */
  readonly stateful: StatefulStack;
  /** What can be recreated. */
  readonly stateless: StatelessStack;
  readonly #terminationProtection: boolean;

  constructor(
    scope: Construct,
    { blueprint, deployment = UNKNOWN_DEPLOYMENT, terminationProtection, bundleOf }: TenantStageProps,
  ) {
    const { account, region } = blueprint.aws;
    super(scope, blueprint.tenant, {
      env: { ...(account !== undefined && { account }), ...(region !== undefined && { region }) },
    });
    // What an extension adds must not be deleted while the tenant needs it.
    CrossStackReferences.of(this).consume(ReferenceStrength.STRONG);
    this.blueprint = blueprint;
    this.#terminationProtection = terminationProtection;
    this.stateful = new StatefulStack(this, 'Stateful', {
      stackName: stackNameOf(blueprint.tenant, 'Stateful'),
      blueprint,
      terminationProtection,
      bundleOf,
      suppressTemplateIndentation: true,
      description: `Orders, events and identities of ${blueprint.tenant}`,
    });
    this.stateless = new StatelessStack(this, 'Stateless', {
      stackName: stackNameOf(blueprint.tenant, 'Stateless'),
      blueprint,
      deployment,
      terminationProtection,
      identity: this.stateful.identity,
      bundleOf,
      // White space counts for the size of a template, and would be a third of it.
      suppressTemplateIndentation: true,
      description: `Order orchestration of ${blueprint.tenant}`,
    });
    // The functions refer to the table, the bus and the log groups by name, which CDK cannot see.
    this.stateless.addStackDependency(this.stateful);
    const { stage, tenant } = stageOf(blueprint.tenant);
    for (const [key, value] of Object.entries(blueprint.aws.tags ?? {})) Tags.of(this).add(key, value);
    Tags.of(this).add('tenant', tenant);
    if (stage !== undefined) Tags.of(this).add('stage', stage);
  }

  /** Every function of the tenant, each with its role, its log group and what the blueprint says of it. */
  get functions(): readonly OrderFunction[] {
    return [...this.stateful.functions, ...this.stateless.functions];
  }

  /**
   * Adds a stack, which is named, tagged and protected as the others: `acme-Network`, and `acme-PROD-Network` for a stage. What refers to
   * it is deployed after it, and keeps CloudFormation from deleting it.
   *
   * @param id in Pascal case
   */
  addStack(id: string, props: StackProps = {}): Stack {
    return new Stack(this, id, {
      stackName: stackNameOf(this.blueprint.tenant, id),
      terminationProtection: this.#terminationProtection,
      suppressTemplateIndentation: true,
      ...props,
    });
  }
}

/**
 * Changes a tenant's stage before it is synthesized and checked: for what a company wants and another does not. It is called once for each
 * stage; see `examples/cdk-extension`.
 */
export type ExtendStage = (stage: TenantStage) => void;

/** CloudFormation allows no "_", which separates a stage from its tenant. No tenant has capitals in its name, so it is unique. */
function stackNameOf(tenant: string, id: string): string {
  return `${tenant.replace('_', '-')}-${id}`;
}
