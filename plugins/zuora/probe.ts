import { PluginDeclined, PluginOutcomeUnknown, PluginTransient } from '../../core/errors/plugin-errors.ts';
import type { PluginResult, ProbeResult } from '../../core/plugin/define-plugin.ts';
import type { ZuoraCall } from './api/zuora-call.ts';
import type { OrderAction } from './order-actions/order-action.ts';

/**
 * Asks Zuora whether the step had its effect, and changes nothing.
 *
 * Finds orders, credit memos and refunds by what the idempotency key determined. If Zuora does not have one, it is safe to
 * request it again: Zuora recognises a request that it is still processing by its key.
 *
 * @throws PluginTransient Zuora gave no usable answer
 * @throws PluginFailed a record that the order names does not exist
 */
export function probeZuora(call: ZuoraCall, { probe }: Pick<OrderAction, 'probe'>): Promise<ProbeResult> {
  return probe(call).catch((error: unknown) => {
    if (!(error instanceof PluginOutcomeUnknown)) throw error;
    throw new PluginTransient(error.message, { cause: error });
  });
}

/**
 * Checks, after Zuora declined a repeat, whether an earlier attempt took effect.
 *
 * Zuora stores the answer to a POST only. It may decline a repeated PUT although the first one, whose answer was lost, took
 * effect.
 *
 * @returns the step's result if an earlier attempt took effect
 * @throws PluginOutcomeUnknown Zuora does not show whether it did
 * @throws the error itself if it is not a decline, or no earlier attempt took effect
 */
export async function confirmDecline(
  call: ZuoraCall,
  action: Pick<OrderAction, 'probe'>,
  error: unknown,
): Promise<PluginResult> {
  if (call.context.attempt === 1 || !(error instanceof PluginDeclined)) throw error;
  const found = await probeZuora(call, action);
  if (found.applied === false) throw error;
  if (found.applied === 'unknown') {
    const message = `Zuora declined a repeat, and does not show whether an earlier attempt took effect: ${error.message}`;
    throw new PluginOutcomeUnknown(message, { cause: error });
  }
  call.context.log.warn('Zuora declined a repeat, but an earlier attempt took effect; the step is done');
  return { output: found.output };
}
