import * as z from 'zod';
import { PluginOutcomeUnknown } from '../../../core/errors/plugin-errors.ts';
import type { PlacedOrder } from './placed-order.ts';
import { readReply } from './read-reply.ts';
import type { ZuoraCall } from './zuora-call.ts';

const foundSchema = z.object({
  order: z.object({
    orderNumber: z.string(),
    existingAccountNumber: z.string(),
    createdDate: z.string().default(''),
    status: z.string().default('Completed'),
    subscriptions: z.array(z.object({ subscriptionNumber: z.string() })).default([]),
  }),
});

/**
 * Looks an order up by its number ("API Reference", Orders, Retrieve an order); undefined when Zuora has none.
 *
 * @throws PluginOutcomeUnknown Zuora could not say whether there is one
 */
export async function findOrder(
  { context, session }: ZuoraCall,
  orderNumber: string,
): Promise<PlacedOrder | undefined> {
  const path = `/v1/orders/${encodeURIComponent(orderNumber)}`;
  const reply = await session.send({ method: 'GET', path, timeoutMs: context.options.timeoutMs });
  const asked = { doing: `say whether it holds order ${orderNumber}`, order: context.order, now: context.now() };
  const answer = readReply(reply, foundSchema, asked);
  if (answer.kind === 'accepted') {
    const { createdDate, existingAccountNumber: accountNumber, status, subscriptions } = answer.value.order;
    const subscriptionNumbers = subscriptions.map((held) => held.subscriptionNumber);
    return { orderNumber, accountNumber, createdDate, status, subscriptionNumbers };
  }
  if (answer.kind === 'refused' && answer.missing) return undefined;
  throw new PluginOutcomeUnknown(`${answer.error.message} Look it up in Zuora.`, { cause: answer.error });
}
