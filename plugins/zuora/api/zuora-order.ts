import * as z from 'zod';
import type { JsonObject } from '../../../core/json.ts';
import type { PluginResult, ProbeResult } from '../../../core/plugin/define-plugin.ts';
import { definedFields } from '../../kit/defined-fields.ts';
import { postOnce } from './post-once.ts';
import { findRecord } from './record.ts';
import { orderNumberOf } from './request-names.ts';
import type { ZuoraCall } from './zuora-call.ts';

const subscriptionsSchema = z.array(z.object({ subscriptionNumber: z.string() }));
const refundsSchema = z.array(z.object({ number: z.string().optional(), status: z.string() }));

/** Versions 223.0 and later of the API return `subscriptions`, earlier ones `subscriptionNumbers`. */
const placedSchema = z
  .object({
    orderNumber: z.string().min(1),
    accountNumber: z.string().min(1),
    status: z.string().default('Completed'),
    subscriptions: subscriptionsSchema.optional(),
    subscriptionNumbers: z.array(z.string()).optional(),
    creditMemoNumbers: z.array(z.string()).optional(),
    refunds: refundsSchema.optional(),
  })
  .transform(({ subscriptions, subscriptionNumbers, ...order }) => ({
    ...order,
    subscriptionNumbers:
      subscriptions?.map((subscription) => subscription.subscriptionNumber) ?? subscriptionNumbers ?? [],
  }));

const foundSchema = z.object({
  order: z.object({
    orderNumber: z.string(),
    existingAccountNumber: z.string(),
    createdDate: z.string().default(''),
    status: z.string().default('Completed'),
    subscriptions: subscriptionsSchema.default([]),
  }),
});

/** An order in Zuora. Only the answer to placing it contains credit memos and refunds. */
export type PlacedOrder = z.output<typeof placedSchema> & {
  /** When Zuora created the order, in Zuora's own format; only for an order that was found. */
  readonly createdDate?: string;
};

/**
 * Places an order, once ("API Reference", Orders, Create an order).
 *
 * @param json with the `orderNumber` that finds the order if Zuora's answer is lost or its idempotency key has expired
 */
export function placeOrder(call: ZuoraCall, json: JsonObject & { readonly orderNumber: string }): Promise<PlacedOrder> {
  return postOnce<PlacedOrder>(call, {
    path: '/v1/orders',
    json,
    schema: placedSchema,
    doing: 'create the order',
    hasOwnNumber: true,
    find: () => findOrder(call, json.orderNumber),
  });
}

/**
 * Finds an order by its number ("API Reference", Orders, Retrieve an order); `undefined` if Zuora has none.
 *
 * @throws PluginOutcomeUnknown Zuora gave no usable answer
 */
export async function findOrder(call: ZuoraCall, orderNumber: string): Promise<PlacedOrder | undefined> {
  const found = await findRecord(call, {
    path: `/v1/orders/${encodeURIComponent(orderNumber)}`,
    schema: foundSchema,
    doing: `look up order ${orderNumber}`,
  });
  if (found === undefined) return undefined;
  const { createdDate, existingAccountNumber: accountNumber, status, subscriptions } = found.order;
  const subscriptionNumbers = subscriptions.map((subscription) => subscription.subscriptionNumber);
  return { orderNumber, accountNumber, createdDate, status, subscriptionNumbers };
}

/** Returns the step's output for an order: numbers only, and the first subscription also as `subscriptionNumber`. */
export function orderResult({ refunds, ...order }: PlacedOrder): PluginResult {
  const [subscriptionNumber] = order.subscriptionNumbers;
  const output = definedFields({
    subscriptionNumber,
    subscriptionNumbers: order.subscriptionNumbers,
    accountNumber: order.accountNumber,
    orderNumber: order.orderNumber,
    status: order.status,
    creditMemoNumbers: order.creditMemoNumbers,
    refunds: refunds?.map(({ number, status }) => definedFields({ number, status })),
  });
  return { output };
}

/** Asks Zuora whether it has the order that the step places. */
export async function probeOrder(call: ZuoraCall): Promise<ProbeResult> {
  const order = await findOrder(call, orderNumberOf(call.context.idempotencyKey));
  return order === undefined ? { applied: false } : { applied: true, ...orderResult(order) };
}
