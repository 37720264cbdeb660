import * as z from 'zod';
import { PluginOutcomeUnknown } from '../../core/errors/plugin-errors.ts';
import type { OAuthSession } from '../../core/partner/oauth-session.ts';
import type { CreatedOrder } from './order-reply.ts';

const foundSchema = z.object({
  success: z.literal(true),
  order: z.object({
    orderNumber: z.string(),
    existingAccountNumber: z.string(),
    status: z.string().default('Completed'),
    subscriptions: z.array(z.object({ subscriptionNumber: z.string() })).default([]),
  }),
});
const missingSchema = z.object({ success: z.literal(false) });

/**
 * Looks an order up by its number ("API Reference", Orders, Retrieve an order); undefined when Zuora has none.
 *
 * @throws PluginOutcomeUnknown Zuora could not say whether there is one
 */
export async function findOrder(
  session: OAuthSession,
  orderNumber: string,
  timeoutMs: number,
): Promise<CreatedOrder | undefined> {
  const path = `/v1/orders/${encodeURIComponent(orderNumber)}`;
  const reply = await session.send({ method: 'GET', path, timeoutMs });
  const found = foundSchema.safeParse(reply.body);
  if (reply.status === 200 && found.success) {
    const { existingAccountNumber: accountNumber, status, subscriptions } = found.data.order;
    return {
      orderNumber,
      accountNumber,
      status,
      subscriptionNumbers: subscriptions.map((held) => held.subscriptionNumber),
    };
  }
  if (reply.status === 404 || (reply.status === 200 && missingSchema.safeParse(reply.body).success)) return undefined;
  throw new PluginOutcomeUnknown(
    `Expected Zuora to say whether it holds order ${orderNumber}, found status ${reply.status}. Look it up in Zuora.`,
  );
}
