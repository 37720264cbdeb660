import * as z from 'zod';
import { PluginFailed, PluginOutcomeUnknown } from '../../../core/errors/plugin-errors.ts';
import type { JsonObject } from '../../../core/json.ts';
import { pathSegment } from '../../../core/plugin/path-segment.ts';
import { definedFields } from '../../kit/defined-fields.ts';
import { postOnce } from './post-once.ts';
import { findRecord } from './record.ts';
import { orderNumberOf } from './request-names.ts';
import type { ZuoraCall } from './zuora-call.ts';

const subscriptionsSchema = z.array(z.object({ subscriptionNumber: z.string() }));
const refundsSchema = z.array(z.object({ number: z.string().nullish(), status: z.string() }));
/** Zuora leaves out what an order did not create, or shows it as `null`. */
const numbers = z
  .array(z.string())
  .nullish()
  .transform((found) => found ?? undefined);

/** Versions 223.0 and later of the API return `subscriptions`, earlier ones `subscriptionNumbers`. */
const placedSchema = z
  .object({
    orderNumber: z.string().min(1),
    accountNumber: z.string().min(1),
    status: z.string().default('Completed'),
    subscriptions: subscriptionsSchema.nullish(),
    subscriptionNumbers: numbers,
    creditMemoNumbers: numbers,
    invoiceNumbers: numbers,
    paidAmount: z.union([z.string(), z.number()]).nullish(),
    refunds: refundsSchema.nullish(),
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

/** An order in Zuora. Only the answer to placing it contains its documents, payment and refunds. */
export type PlacedOrder = Pick<
  z.output<typeof placedSchema>,
  'orderNumber' | 'accountNumber' | 'status' | 'subscriptionNumbers'
> &
  Partial<z.output<typeof placedSchema>> & {
    /** When Zuora created the order, in Zuora's own format; only for an order that was found. */
    readonly createdDate?: string;
  };

/** Orders with one of these statuses took effect, or do so when they are activated ("API Reference", Orders, `status`). */
const PLACED: readonly string[] = ['Completed', 'Pending'];
/** Zuora is still carrying out an order with this status. */
const EXECUTING = 'Executing';

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
 * Finds a placed order by its number ("API Reference", Orders, Retrieve an order); `undefined` if Zuora has none.
 *
 * @throws PluginOutcomeUnknown Zuora gave no usable answer, or is still carrying the order out
 * @throws PluginFailed `order_not_placed`: Zuora has the order, but it was cancelled, failed, or is a draft or scheduled
 */
export async function findOrder(call: ZuoraCall, orderNumber: string): Promise<PlacedOrder | undefined> {
  const order = await lookUpOrder(call, orderNumber);
  if (order === undefined || PLACED.includes(order.status)) return order;
  if (order.status === EXECUTING) {
    throw new PluginOutcomeUnknown(`Zuora is still carrying out order ${orderNumber}.`);
  }
  throw new PluginFailed(
    `Order ${orderNumber} has the status ${order.status} in Zuora, so it has no effect, and no other order can have its number. Decide in Zuora how to proceed, and then skip or complete the step.`,
    { code: 'order_not_placed' },
  );
}

async function lookUpOrder(call: ZuoraCall, orderNumber: string): Promise<PlacedOrder | undefined> {
  const found = await findRecord(call, {
    path: `/v1/orders/${pathSegment(orderNumber)}`,
    schema: foundSchema,
    doing: `look up order ${orderNumber}`,
  });
  if (found === undefined) return undefined;
  const { createdDate, existingAccountNumber: accountNumber, status, subscriptions } = found.order;
  const subscriptionNumbers = subscriptions.map((subscription) => subscription.subscriptionNumber);
  return { orderNumber, accountNumber, createdDate, status, subscriptionNumbers };
}

/** Returns the part of a step's output about an order: numbers only, and the first subscription also as `subscriptionNumber`. */
export function orderFields({ refunds, ...order }: PlacedOrder): JsonObject {
  const [subscriptionNumber] = order.subscriptionNumbers;
  return definedFields({
    subscriptionNumber,
    subscriptionNumbers: order.subscriptionNumbers,
    accountNumber: order.accountNumber,
    orderNumber: order.orderNumber,
    status: order.status,
    refunds: refunds?.map(({ number, status }) => definedFields({ number: number ?? undefined, status })),
  });
}

/** Asks Zuora for the order that the step places; the outcome is unknown while Zuora carries it out. */
export async function findOwnOrder(
  call: ZuoraCall,
): Promise<
  | { readonly applied: false }
  | { readonly applied: 'unknown' }
  | { readonly applied: true; readonly order: PlacedOrder }
> {
  const order = await lookUpOrder(call, orderNumberOf(call.context.idempotencyKey));
  if (order?.status === EXECUTING) return { applied: 'unknown' };
  return order === undefined || !PLACED.includes(order.status) ? { applied: false } : { applied: true, order };
}
