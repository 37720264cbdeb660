import { WEBHOOK_DELIVERY } from '../core/webhooks/webhook-blueprint.ts';
import type { StateMachineDefinition } from './asl.ts';
import { webhookDelivery } from './webhook-delivery.ts';

const DEFINITIONS: Readonly<Record<string, () => StateMachineDefinition>> = {
  [WEBHOOK_DELIVERY]: webhookDelivery,
};

/**
 * The definition of a state machine that serves all sequences, with placeholders for its functions.
 *
 * @param id as the blueprint's `stateMachines` have it
 * @throws TypeError there is no definition of that id
 */
export function serviceDefinition(id: string): StateMachineDefinition {
  const define = DEFINITIONS[id];
  if (define === undefined)
    throw new TypeError(`Expected one of ${Object.keys(DEFINITIONS).join(', ')}, found "${id}": add its definition.`);
  return define();
}
