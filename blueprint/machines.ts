import { type Sequence, type SequenceStep, undoableSteps } from '../core/sequence/sequence.ts';
import { HEAL_MACHINE, UNDO_MACHINE } from '../core/sequence/service-machines.ts';
import type { ServiceStateMachineSpec } from './blueprint.ts';

/** The functions that the machines invoke, by their ids. */
export interface RecoveryFunctions {
  /** Writes down what came of it. */
  readonly outcome: string;
  functionOf(step: SequenceStep): string;
}

/**
 * The state machines that heal and undo the steps of all sequences. Each may invoke what it can be asked for, no more:
 * the plugins of non-critical steps, and those of steps that a failure may undo.
 */
export function recoveryStateMachines(
  sequences: readonly Sequence[],
  { outcome, functionOf }: RecoveryFunctions,
): readonly ServiceStateMachineSpec[] {
  const healed = sequences.flatMap(({ steps }) => steps.filter(({ critical, callback }) => !critical && !callback));
  const undone = sequences.flatMap(undoableSteps);
  const functions = (steps: readonly SequenceStep[]) => [...new Set([...steps.map(functionOf), outcome])];
  return [
    { id: HEAL_MACHINE, functions: functions(healed) },
    { id: UNDO_MACHINE, functions: functions(undone) },
  ];
}
