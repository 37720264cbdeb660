import * as z from 'zod';
import { PluginOutcomeUnknown } from '../../../core/errors/plugin-errors.ts';
import type { JsonObject } from '../../../core/json.ts';
import type { PluginResult } from '../../../core/plugin/define-plugin.ts';
import { definedFields } from '../../kit/defined-fields.ts';
import { postOnce } from './post-once.ts';
import { readReply } from './read-reply.ts';
import type { ZuoraCall } from './zuora-call.ts';

/**
 * Places an order, once ("API Reference", Orders, Create an order).
 *
 * @param json with the `orderNumber` by which it is found when Zuora does not say, or forgot, what became of it
 */
export function placeOrder(call: ZuoraCall, json: JsonObject & { readonly orderNumber: string }): Promise<PlacedOrder> {
  return postOnce<PlacedOrder>(call, {
    path: '/v1/orders',
    json,
    schema: placedOrderSchema,
    doing: 'create the order',
    hasOwnNumber: true,
    find: () => findOrder(call, json.orderNumber),
  });
}

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

const subscriptions = z.array(z.object({ subscriptionNumber: z.string() }));
const refunds = z.array(z.object({ number: z.string().optional(), status: z.string() }));

/**
 * What is needed of the answer to "Create an order". Versions 223.0 and later of the API answer `subscriptions`, earlier
 * ones `subscriptionNumbers`.
 */
export const placedOrderSchema = z
  .object({
    orderNumber: z.string().min(1),
    accountNumber: z.string().min(1),
    status: z.string().default('Completed'),
    subscriptions: subscriptions.optional(),
    subscriptionNumbers: z.array(z.string()).optional(),
    creditMemoNumbers: z.array(z.string()).optional(),
    refunds: refunds.optional(),
  })
  .transform(({ subscriptions, subscriptionNumbers, ...order }) => ({
    ...order,
    subscriptionNumbers:
      subscriptions?.map((subscription) => subscription.subscriptionNumber) ?? subscriptionNumbers ?? [],
  }));

/** An order as Zuora holds it; memos and refunds are known from the first answer only. */
export type PlacedOrder = z.output<typeof placedOrderSchema> & {
  /** When Zuora created it, in its own form; known only of one that was found. */
  readonly createdDate?: string;
};

/** The step's output: numbers only, the first subscription's also as `subscriptionNumber`. */
export function orderResult({ refunds: made, ...order }: PlacedOrder): PluginResult {
  const [subscriptionNumber] = order.subscriptionNumbers;
  const output = definedFields({
    subscriptionNumber,
    subscriptionNumbers: order.subscriptionNumbers,
    accountNumber: order.accountNumber,
    orderNumber: order.orderNumber,
    status: order.status,
    creditMemoNumbers: order.creditMemoNumbers,
    refunds: made?.map(({ number, status }) => definedFields({ number, status })),
  });
  return { output };
}
