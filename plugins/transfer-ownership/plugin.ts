import { hostOf } from '../../core/hosts.ts';
import type { InputProblem } from '../../core/input-problems.ts';
import type { JsonObject } from '../../core/json.ts';
import { orderReferenceOf } from '../../core/order/order-ids.ts';
import { ownerOf } from '../../core/order/order-receiver.ts';
import { definePlugin } from '../../core/plugin/define-plugin.ts';
import { DEFAULT_IDEMPOTENCY } from '../kit/endpoint-options.ts';
import { postWithKey, undoRequest } from '../kit/keyed-requests.ts';
import { type TransferOptions, transferOptions } from './options.ts';
import { probeTransfer } from './probe.ts';
import { checkTransferred, transferOf } from './transfer.ts';

/**
 * Moves the objects of an order's owner to the matched owner. An express checkout needs this, because it takes the order
 * before the customer logs in (Limio's page "Duplicate Subscription Check": Express Apple Pay runs it next).
 *
 * Posts `{ sourceId, destinationId, message }` with the step's idempotency key, the body of Limio's
 * `POST /objects/owner_change`, and fails if the reply contains `success: false`. If the owner has no match, or is the
 * match, it sends no request. Output: `transferred`, and the ids.
 */
export const transferOwnership = definePlugin({
  name: 'transferOwnership',
  service: 'limio',
  summary: "Moves the objects of the order's owner to the matched owner.",
  effect: { idempotent: DEFAULT_IDEMPOTENCY },
  idempotency: (options) => options.idempotency,
  connection: ({ endpoint }) => hostOf(endpoint),
  options: transferOptions,
  expressions: { destinationId: 'order', sourceId: 'order' },
  check: missingOwner,
  async run(context) {
    const { log, options, order, orderId } = context;
    const transfer = await transferOf(context);
    if (transfer === undefined) return { output: { transferred: false } };
    const { destinationId, sourceId } = transfer;
    const reference = typeof order.order_reference === 'string' ? order.order_reference : orderReferenceOf(orderId);
    const reply = await postWithKey(context, {
      url: options.endpoint,
      json: { sourceId, destinationId, message: `${options.message} (order ${reference})` },
      timeoutMs: options.timeoutMs,
      doing: 'move the objects',
    });
    checkTransferred(reply, order);
    log.info('Moved the objects to the matched owner', { sourceId, destinationId });
    return { output: { transferred: true, sourceId, destinationId } };
  },
  probe: probeTransfer,
  canProbe: ({ statusUrl }) => statusUrl !== undefined,
  async compensate(context) {
    if (context.output?.transferred === false) return;
    // Moving everything back is not an undo: the matched owner may have owned objects before.
    await undoRequest(context, context.options, context.options.timeoutMs);
  },
});

function missingOwner(order: JsonObject, { sourceId }: TransferOptions): readonly InputProblem[] {
  const isMissing = sourceId === undefined && ownerOf(order) === undefined;
  const message = 'Expected the owner of the order, found none. Send it, or set the option sourceId.';
  return isMissing ? [{ path: 'owner', message }] : [];
}
