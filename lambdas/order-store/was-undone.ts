import type { StepRecord } from '../../core/order/order-record.ts';

/**
 * Whether what a step was last asked to do is to be undone, however that ended. The partner's answer to that request may
 * be one to something that is gone: what follows is a new request.
 */
export function wasUndone({ attempts }: Pick<StepRecord, 'attempts'>): boolean {
  return attempts.findLast(({ kind }) => kind !== 'probe')?.kind === 'undo';
}
