import type { ServiceStateMachineSpec } from '../blueprint/blueprint.ts';
import { HEAL_MACHINE, UNDO_MACHINE, WEBHOOK_DELIVERY } from '../core/sequence/service-machines.ts';
import type { StateMachineDefinition } from './asl.ts';
import { healDefinition } from './heal.ts';
import { undoDefinition } from './undo.ts';
import { webhookDelivery } from './webhook-delivery.ts';

const DEFINITIONS: Readonly<Record<string, (functions: readonly string[]) => StateMachineDefinition>> = {
  [WEBHOOK_DELIVERY]: () => webhookDelivery(),
  [HEAL_MACHINE]: healDefinition,
  [UNDO_MACHINE]: undoDefinition,
};

/**
 * The definition of a state machine that serves all sequences, with placeholders for its functions.
 *
 * @throws TypeError there is no definition of that id
 */
export function serviceDefinition({ id, functions }: ServiceStateMachineSpec): StateMachineDefinition {
  const define = DEFINITIONS[id];
  if (define === undefined)
    throw new TypeError(`Expected one of ${Object.keys(DEFINITIONS).join(', ')}, found "${id}": add its definition.`);
  return define(functions);
}
