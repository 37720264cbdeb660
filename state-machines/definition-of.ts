import type { StateMachineSpec } from '../blueprint/machines.ts';
import {
  ERASURE_MACHINE,
  HEAL_MACHINE,
  JOB_MACHINE,
  PROBE_MACHINE,
  RELEASE_MACHINE,
  UNDO_MACHINE,
  WEBHOOK_DELIVERY,
} from '../core/sequence/service-machines.ts';
import type { StateMachineDefinition } from './asl.ts';
import { bulkJobDefinition } from './bulk-job.ts';
import { compileSequence } from './compile-sequence.ts';
import { erasureDefinition } from './erasure.ts';
import { healDefinition } from './heal.ts';
import { probeStepDefinition } from './probe-step.ts';
import { releaseParkedDefinition } from './release-parked.ts';
import { undoDefinition } from './undo.ts';
import { webhookDeliveryDefinition } from './webhook-delivery.ts';

const SERVICE_DEFINITIONS: Readonly<Record<string, (functions: readonly string[]) => StateMachineDefinition>> = {
  [WEBHOOK_DELIVERY]: () => webhookDeliveryDefinition(),
  [HEAL_MACHINE]: healDefinition,
  [UNDO_MACHINE]: undoDefinition,
  [PROBE_MACHINE]: probeStepDefinition,
  [ERASURE_MACHINE]: () => erasureDefinition(),
  [RELEASE_MACHINE]: () => releaseParkedDefinition(),
  [JOB_MACHINE]: () => bulkJobDefinition(),
};

/**
 * Returns the definition of a state machine of the blueprint, with placeholders for its functions.
 *
 * @throws TypeError no service machine has this id
 */
export function definitionOf({
  id,
  sequence,
  functions,
}: Pick<StateMachineSpec, 'id' | 'sequence' | 'functions'>): StateMachineDefinition {
  if (sequence !== undefined) return compileSequence(sequence);
  const define = SERVICE_DEFINITIONS[id];
  if (define === undefined)
    throw new TypeError(
      `Expected one of ${Object.keys(SERVICE_DEFINITIONS).join(', ')}, found "${id}": add its definition.`,
    );
  return define(functions);
}
