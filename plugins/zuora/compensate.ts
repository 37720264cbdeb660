import { PluginFailed, PluginTransient } from '../../core/errors/plugin-errors.ts';
import type { CompensationContext } from '../../core/plugin/define-plugin.ts';
import { typeOfOrder } from '../kit/order-actions.ts';
import type { ZuoraCall } from './api/zuora-call.ts';
import type { OrderAction } from './order-actions/order-action.ts';
import { probeZuora } from './probe.ts';

/**
 * Undoes the effect of a step in Zuora, if it had one.
 *
 * Only a new order can be undone, by cancelling its subscriptions. Changes of a subscription or an account, credits and
 * refunds cannot: Zuora does not store the earlier state, and does not take a payout back. There is nothing to undo if Zuora
 * rejected such a step, because each is one request. The exception is a change of payment, which links the payment method
 * first; that link stays.
 *
 * A step with an output had its effect. Only if the output is missing does this ask Zuora about a step that cannot be undone.
 *
 * @throws PluginTransient Zuora is busy or gave no usable answer; undoing twice is the same as once
 * @throws PluginFailed `undo_not_supported`, or Zuora rejected the undo
 */
export async function compensateZuora(
  call: ZuoraCall,
  { isReadOnly = false, leavesParts, probe, undo }: Pick<OrderAction, 'isReadOnly' | 'leavesParts' | 'probe' | 'undo'>,
  { output, wasRejected }: Pick<CompensationContext, 'output' | 'wasRejected'>,
): Promise<void> {
  const { log, order } = call.context;
  if (undo !== undefined && leavesParts?.(order)) return undo(call);
  // A probe would fail as the step did, or mistake values that were there before for the step's own.
  if (wasRejected && undo === undefined)
    return log.info('Zuora rejected every request of the step; there is nothing to undo');
  const isApplied = undo === undefined && output !== undefined && !isReadOnly;
  const { applied } = isApplied ? { applied: true } : await probeZuora(call, { probe });
  if (applied === false) return log.info('There is nothing to undo in Zuora');
  if (undo !== undefined && applied === true) return undo(call);
  if (applied === 'unknown') throw new PluginTransient('Zuora does not show yet whether there is something to undo.');
  throw new PluginFailed(
    `Zuora carried out an order of type ${typeOfOrder(order)}, which cannot be undone automatically. Decide in Zuora how to proceed.`,
    { code: 'undo_not_supported' },
  );
}
