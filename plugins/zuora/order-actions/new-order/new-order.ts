import type { PluginResult } from '../../../../core/plugin/define-plugin.ts';
import type { PluginContext } from '../../../../core/plugin/plugin-context.ts';
import { findOrder } from '../../find-order.ts';
import type { ZuoraOptions } from '../../options.ts';
import { type CreatedOrder, readOrderReply } from '../../order-reply.ts';
import type { OrderAction } from '../order-action.ts';
import { newOrderSchema } from './new-order-schema.ts';
import { orderRequest } from './order-request.ts';
import { problems } from './problems.ts';
import { attemptKey, orderNumberOf, trackId } from './request-names.ts';

/**
 * Creates the subscriptions of a new order, once, however often it is run.
 *
 * Zuora keeps the answer to an idempotency key for 24 hours, a refusal too ("Developer Center", Idempotent requests). A
 * repeat therefore starts with the first key: an order that was made is answered from there. Only when the kept answer
 * is a refusal does a later attempt go on to a key of its own. Where Zuora does not say, or forgot the key, the number
 * that the order was given settles whether it is there. Output: `accountNumber`, `orderNumber`, `status`,
 * `subscriptionNumbers` and the first of them as `subscriptionNumber`.
 */
export const newOrder: OrderAction = {
  problems,
  async run(context, session) {
    const { idempotencyKey, log, options, results } = context;
    const orderNumber = orderNumberOf(context.orderId, context.step.id);
    const crmId = results[options.salesforceStep]?.crmId;
    const json = orderRequest(newOrderSchema.parse(context.order), {
      options,
      idempotencyKey,
      orderNumber,
      crmId: typeof crmId === 'string' ? crmId : undefined,
      today: context.now(),
    });
    for (let attempt = 1; ; attempt += 1) {
      const headers = {
        'idempotency-key': attemptKey(idempotencyKey, attempt),
        'zuora-track-id': trackId(idempotencyKey),
      };
      const reply = await session.send({
        method: 'POST',
        path: '/v1/orders',
        headers,
        json,
        timeoutMs: options.timeoutMs,
      });
      const answer = readOrderReply(reply, context.order, context.now());
      if (answer.kind === 'accepted') return resultOf(answer.order);
      if (answer.kind === 'busy') throw answer.error;
      const existing = await findOrder(session, orderNumber, options.timeoutMs).catch((error: unknown) => {
        // A lookup that fails must not make an unknown outcome look like one that can be tried again.
        throw answer.kind === 'unknown' ? answer.error : error;
      });
      if (existing !== undefined) {
        log.warn('Zuora holds the order already', { orderNumber, answer: answer.kind });
        return resultOf(existing);
      }
      if (reply.status === 409 || attempt >= lastAttempt(context, answer.error.name)) throw answer.error;
      log.info('The answer kept for an earlier attempt is a refusal; trying with a new key', { attempt });
    }
  },
};

/** A business answer stands for the whole run: only a resumed order asks the partner again. */
function lastAttempt({ attempt, run }: PluginContext<ZuoraOptions>, error: string): number {
  return error === 'PluginDeclined' || error === 'PluginFailed' ? run : attempt;
}

function resultOf({ accountNumber, orderNumber, status, subscriptionNumbers }: CreatedOrder): PluginResult {
  const [subscriptionNumber] = subscriptionNumbers;
  return {
    output: {
      ...(subscriptionNumber === undefined ? {} : { subscriptionNumber }),
      subscriptionNumbers,
      accountNumber,
      orderNumber,
      status,
    },
  };
}
