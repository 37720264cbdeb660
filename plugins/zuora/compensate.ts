import { PluginFailed, PluginTransient } from '../../core/errors/plugin-errors.ts';
import { type OrderType, orderTypeOf } from '../../core/order/order-types.ts';
import type { CompensationContext } from '../../core/plugin/define-plugin.ts';
import type { ZuoraCall } from './api/zuora-call.ts';
import { cancelCreated } from './order-actions/new-order/undo-new-order.ts';
import { probeZuora } from './probe.ts';

/** How each order type is undone; the others cannot be. */
const UNDOS: Readonly<Partial<Record<OrderType, (call: ZuoraCall) => Promise<void>>>> = { new: cancelCreated };

/** Only reads, so that its output tells of nothing that was done. */
const READING: OrderType = 'external';

/**
 * Undoes what the step did in Zuora, if it did anything.
 *
 * Subscriptions that a new order created are cancelled. Changes of a subscription or an account, credits and refunds
 * stay: Zuora does not keep what was there before them, and gives no money back to itself. None of them has anything to
 * undo when it was refused: each is one request, but for the payment method that a change of payment links before it,
 * which stays linked.
 *
 * A step that answered did what it was to do: Zuora is asked about one that cannot be undone only when its answer is missing.
 *
 * @throws PluginTransient Zuora does not say, or is busy; undoing twice is the same as once
 * @throws PluginFailed `undo_not_supported`, or Zuora refuses
 */
export async function compensateZuora(
  call: ZuoraCall,
  { output, wasRejected }: Pick<CompensationContext, 'output' | 'wasRejected'>,
): Promise<void> {
  const { log, order } = call.context;
  const orderType = orderTypeOf(String(order.order_type));
  const undo = orderType === undefined ? undefined : UNDOS[orderType];
  // A probe would fail as the step did, or take values that were there before for its own.
  if (wasRejected && undo === undefined)
    return log.info('Zuora was asked for nothing that it took; there is nothing to undo');
  const isDone = undo === undefined && output !== undefined && orderType !== READING;
  const { applied } = isDone ? { applied: true } : await probeZuora(call);
  if (applied === false) return log.info('There is nothing to undo in Zuora');
  if (undo !== undefined && applied === true) return undo(call);
  if (applied === 'unknown') throw new PluginTransient('Expected Zuora to show what is to be undone, found it hidden.');
  throw new PluginFailed(
    `Expected a change that can be undone, found an order of type ${orderType} that Zuora carried out. Decide in Zuora what is to become of it.`,
    { code: 'undo_not_supported' },
  );
}
