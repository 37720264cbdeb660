import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { type Blueprint, COMPLETE_ORDER_FUNCTION } from '../../blueprint/blueprint.ts';
import { pluginFunctionId } from '../../blueprint/functions/plugin-functions.ts';
import { pascalCase } from '../../core/names.ts';
import type { Sequence } from '../../core/sequence/sequence.ts';
import { compileSequence } from '../../state-machines/compile-sequence.ts';
import { serviceDefinition } from '../../state-machines/service-definitions.ts';
import { sequenceLogicalId } from '../sequence-logical-id.ts';
import { TenantStateMachine } from './tenant-state-machine.ts';

/** The state machines of a tenant, by name. */
export interface OrderStateMachines {
  /** One per sequence. */
  readonly sequences: ReadonlyMap<string, StateMachine>;
  /** Those that serve all sequences. */
  readonly services: ReadonlyMap<string, StateMachine>;
}

/** Makes every state machine of the blueprint. */
export function orderStateMachines(
  scope: Construct,
  { tenant, sequences, stateMachines }: Blueprint,
  functionOf: (id: string) => IFunction,
): OrderStateMachines {
  // An execution goes on by the definition that it began with: a step that has left it since is still called.
  const plugins = sequences.flatMap(calledFunctions);
  const ofSequence = (sequence: Sequence): StateMachine =>
    new TenantStateMachine(scope, sequenceLogicalId(sequence.name), {
      tenant,
      name: sequence.name,
      definition: compileSequence(sequence),
      functionIds: calledFunctions(sequence),
      alsoInvokes: plugins,
      functionOf,
    }).stateMachine;
  const ofService = (spec: Blueprint['stateMachines'][number]): StateMachine =>
    new TenantStateMachine(scope, `Service${pascalCase(spec.id)}`, {
      tenant,
      name: spec.id,
      definition: serviceDefinition(spec),
      functionIds: spec.functions,
      functionOf,
    }).stateMachine;
  return {
    sequences: new Map(sequences.map((sequence) => [sequence.name, ofSequence(sequence)])),
    services: new Map(stateMachines.map((spec) => [spec.id, ofService(spec)])),
  };
}

function calledFunctions({ steps }: Sequence): readonly string[] {
  return [...new Set([...steps.map((step) => pluginFunctionId(step.name)), COMPLETE_ORDER_FUNCTION])];
}
