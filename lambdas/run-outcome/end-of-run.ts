import type { OutcomeAnswer, OutcomeEvent } from '../../blueprint/wire/outcome-event.ts';
import type { ParkEvent } from '../../blueprint/wire/park-event.ts';

/**
 * Returns how a run ended, for the metrics of `blueprint/log-metrics.ts`; undefined if it did not end. What a partner declined is no fault.
 *
 * @param answer of complete-order: a run that reports a failure holds its order if a step may have had its effect
 */
export function endOfRun(
  action: OutcomeEvent['action'] | ParkEvent['action'],
  { status, error }: Pick<OutcomeAnswer, 'status' | 'error'>,
): 'complete' | 'failed' | 'declined' | 'held' | undefined {
  if (action === 'complete') return 'complete';
  if (action !== 'fail' && action !== 'hold') return undefined;
  if (status === 'held') return 'held';
  return error === 'PluginDeclined' ? 'declined' : 'failed';
}
