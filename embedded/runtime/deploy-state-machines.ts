import type { Blueprint } from '../../blueprint/blueprint.ts';
import { compileSequence } from '../../state-machines/compile-sequence.ts';
import { fillPlaceholders } from '../../state-machines/placeholders.ts';
import { serviceDefinition } from '../../state-machines/service-definitions.ts';
import { type AwsService, AwsServiceError } from '../aws/aws-service.ts';
import { LOCAL, type TenantNames } from './tenant-names.ts';

/** The role that a state machine has; nothing on this machine looks at it. */
const ROLE_ARN = `arn:aws:iam::${LOCAL.accountId}:role/local`;

/**
 * Creates every state machine of a blueprint, or updates the one that there is; what runs keeps its definition.
 *
 * @param stepFunctions the service, by its AWS operations
 */
export async function deployStateMachines(
  blueprint: Pick<Blueprint, 'sequences' | 'stateMachines' | 'functions'>,
  names: TenantNames,
  stepFunctions: Pick<AwsService, 'call'>,
): Promise<void> {
  const arns = Object.fromEntries(blueprint.functions.map(({ id }) => [id, names.functionArn(id)]));
  const definitions = [
    ...blueprint.sequences.map((sequence) => [sequence.name, compileSequence(sequence)] as const),
    ...blueprint.stateMachines.map((spec) => [spec.id, serviceDefinition(spec)] as const),
  ];
  for (const [id, compiled] of definitions) {
    const definition = fillPlaceholders(JSON.stringify(compiled), arns);
    const name = names.stateMachine(id);
    try {
      await stepFunctions.call('CreateStateMachine', { name, definition, roleArn: ROLE_ARN, type: 'STANDARD' });
    } catch (error) {
      if (!(error instanceof AwsServiceError) || error.name !== 'StateMachineAlreadyExists') throw error;
      const stateMachineArn = `${names.stateMachinePrefix}${id}`;
      await stepFunctions.call('UpdateStateMachine', { stateMachineArn, definition });
    }
  }
}
