import * as z from 'zod';
import type { PluginResult } from '../../../core/plugin/define-plugin.ts';
import { definedFields } from '../../kit/defined-fields.ts';

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
