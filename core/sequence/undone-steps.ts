import type { Sequence, SequenceStep } from './sequence.ts';

/**
 * The steps that the failure of a critical step may have to undo, in their order: none where the tenant does not
 * compensate, else those of the process phase whose plugin can, up to the last critical one.
 */
export function undoneSteps({ onCriticalFailure, steps }: Sequence): readonly SequenceStep[] {
  if (onCriticalFailure === 'stop') return [];
  const process = steps.filter((step) => step.phase === 'process');
  return process.slice(0, process.findLastIndex((step) => step.critical) + 1).filter((step) => step.compensates);
}
